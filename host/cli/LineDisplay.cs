using InputHost.Read;

namespace InputHost.Cli;

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

    public Task RunAsync(Func<Task> read) => read();
}
