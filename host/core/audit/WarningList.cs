using System.Collections.Concurrent;
using InputHost.Read;
using InputSdk;

namespace InputHost.Audit;

/// <summary>A display that also keeps the warnings. An object that a warning names was not read.</summary>
internal sealed class WarningList(IReadDisplay display) : IReadDisplay
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public void WriteLine(LogLine line) => display.WriteLine(line);

    public void ShowProgress(string text) => display.ShowProgress(text);

    public void EventReported(InputEvent inputEvent)
    {
        if (inputEvent.Level == EventLevel.Warning)
        {
            _warnings.Enqueue(inputEvent.Message);
        }
    }

    public Task RunAsync(Func<Task> read) => display.RunAsync(read);
}
