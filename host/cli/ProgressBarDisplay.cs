using InputHost.Read;
using Spectre.Console;

namespace InputHost.Cli;

/// <summary>Shows a progress bar on a terminal, with lines above it.</summary>
internal sealed class ProgressBarDisplay : IReadDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );
    private ProgressTask? _task;

    public void WriteLine(LogLine line) => _console.WriteLine(line.ToString());

    public void ShowProgress(string text)
    {
        if (_task is { } task)
        {
            task.Description = Markup.Escape(text);
        }
    }

    public Task RunAsync(Func<Task> read) =>
        _console
            .Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                _task = context.AddTask("Connecting").IsIndeterminate();
                await read();
            });
}
