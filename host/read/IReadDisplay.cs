using InputSdk;
using Spectre.Console;

namespace InputHost;

/// <summary>Displays a read to the user, on standard error.</summary>
internal interface IReadDisplay
{
    void WriteLine(string text);

    void ShowProgress(string text);

    /// <summary>The connector reported an event. Called from several threads.</summary>
    void EventReported(InputEvent inputEvent) { }

    /// <summary>A message was written. Its buffers are valid until this returns.</summary>
    void MessageWritten(InputMessage message) { }

    /// <summary>A checkpoint was stored, with all records that it covers.</summary>
    void CheckpointStored(CheckpointReached reached) { }

    /// <summary>Runs the read and shows its progress, if there is a terminal.</summary>
    Task<T> RunAsync<T>(Func<Task<T>> read);
}

/// <summary>Writes lines only, for files, pipes and logs.</summary>
internal sealed class LineDisplay(TextWriter writer) : IReadDisplay
{
    private readonly Lock _lock = new();

    public void WriteLine(string text)
    {
        lock (_lock)
        {
            writer.WriteLine(Terminal.StripControlCharacters(text));
        }
    }

    public void ShowProgress(string text) { }

    public Task<T> RunAsync<T>(Func<Task<T>> read) => read();
}

/// <summary>Shows a progress bar on a terminal, with lines above it.</summary>
internal sealed class ProgressBarDisplay : IReadDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );
    private ProgressTask? _task;

    public void WriteLine(string text) => _console.WriteLine(Terminal.StripControlCharacters(text));

    public void ShowProgress(string text)
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
    /// <summary>Messages contain keys, and a key can contain characters that move the cursor or hide text.</summary>
    public static string StripControlCharacters(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter))
            : text;
}
