namespace InputHost.Tests;

/// <summary>A display that keeps the reported lines.</summary>
internal sealed class KeptLines(List<string> lines) : IReadDisplay
{
    public void Line(string text) => lines.Add(text);

    public void Progress(string text) { }

    public Task<T> RunAsync<T>(Func<Task<T>> read) => read();
}
