using InputSdk;
using Spectre.Console;

namespace InputHost;

/// <summary>What a person sees of a read; all of it on standard error.</summary>
internal interface IReadDisplay
{
    void Line(string text);

    void Progress(string text);

    /// <summary>The connector told of something; comes from several threads.</summary>
    void Noted(InputEvent inputEvent) { }

    /// <summary>A message was written; what it holds is valid until this returns.</summary>
    void Taken(InputMessage message) { }

    /// <summary>A checkpoint was stored, with everything that it covers.</summary>
    void Committed(CheckpointReached reached) { }

    /// <summary>Runs the read with progress shown, as far as there is a terminal to show it on.</summary>
    Task<T> RunAsync<T>(Func<Task<T>> read);
}

/// <summary>Lines only: for files, pipes and logs.</summary>
internal sealed class LineDisplay(TextWriter writer) : IReadDisplay
{
    private readonly Lock _lock = new();

    public void Line(string text)
    {
        lock (_lock)
        {
            writer.WriteLine(Terminal.StripControlCharacters(text));
        }
    }

    public void Progress(string text) { }

    public Task<T> RunAsync<T>(Func<Task<T>> read) => read();
}

/// <summary>A progress bar on a terminal, with lines above it.</summary>
internal sealed class BarDisplay : IReadDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );
    private ProgressTask? _task;

    public void Line(string text) => _console.WriteLine(Terminal.StripControlCharacters(text));

    public void Progress(string text)
    {
        if (_task is { } task)
        {
            task.Description = Markup.Escape(text);
        }
    }

    public Task<T> RunAsync<T>(Func<Task<T>> read) =>
        _console
            .Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                _task = context.AddTask("Connecting").IsIndeterminate();
                return await read();
            });
}

internal static class Terminal
{
    /// <summary>Messages may name keys, and a key may hold what moves a cursor or hides text.</summary>
    public static string StripControlCharacters(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter))
            : text;
}
