using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using InputSdk;

namespace InputHost.Sinks;

/// <summary>Formats messages, and selects the file of a folder for each.</summary>
internal abstract class MessageFormat
{
    /// <summary>The file for rejected lines.</summary>
    public const string Rejects = "rejects.ndjson";

    // The output is never embedded in HTML.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of the file for the message; null when the message is not written.</summary>
    public abstract string? FileOf(InputMessage message);

    public abstract void Write(InputMessage message, Stream stream);

    public virtual void WriteError(InputError error, Stream stream) { }

    protected static void Line(Stream stream, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        stream.Write(buffer.WrittenSpan);
    }
}
