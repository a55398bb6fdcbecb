using System.Globalization;
using InputHost.Read;

namespace InputHost.Cli;

/// <summary>Writes lines only, for files, pipes and logs.</summary>
/// <param name="writer">The log.</param>
/// <param name="time">The clock for a time before each line; null for lines without a time.</param>
internal sealed class LineDisplay(TextWriter writer, TimeProvider? time = null) : IReadDisplay
{
    private readonly Lock _lock = new();

    public void WriteLine(LogLine line)
    {
        var stamp = time?.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z' ", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            writer.WriteLine(stamp + line);
        }
    }

    public void ShowProgress(string text) { }

    public Task RunAsync(Func<Task> read) => read();
}
