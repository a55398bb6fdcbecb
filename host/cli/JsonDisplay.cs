using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InputHost.Read;

namespace InputHost.Cli;

/// <summary>
/// Writes each line as a JSON object with the members <c>time</c>, <c>level</c>, <c>code</c>, <c>message</c> and
/// <c>figures</c>, for programs that collect logs.
/// </summary>
internal sealed class JsonDisplay(TextWriter writer, TimeProvider time) : IReadDisplay
{
    // The log is never embedded in HTML.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();

    public void WriteLine(LogLine line) => Write(line, line.IsWarning ? "warning" : "info");

    public void WriteError(LogLine line) => Write(line, "error");

    public void ShowProgress(string text) { }

    public Task RunAsync(Func<Task> read) => read();

    private void Write(LogLine line, string level)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", level);
            if (line.Code is not null)
            {
                json.WriteString("code", line.Code);
            }

            json.WriteString("message", line.Text);
            if (line.Figures is { Count: > 0 } figures)
            {
                json.WriteStartObject("figures");
                foreach (var (name, value) in figures)
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        lock (_lock)
        {
            writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        }
    }
}
