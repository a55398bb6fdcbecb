using InputHost.Read;

namespace InputHost.Tests;

/// <summary>A display that keeps the reported lines.</summary>
internal sealed class LineList(List<string> lines) : IReadDisplay
{
    public void WriteLine(LogLine line) => lines.Add(line.ToString());

    public void ShowProgress(string text) { }

    public Task RunAsync(Func<Task> read) => read();
}
