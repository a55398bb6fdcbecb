using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using InputSdk;

namespace ExampleInput;

/// <summary>Converts lines such as <c>17 some text</c> to records.</summary>
internal static class Lines
{
    public const string LogType = "lines";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Converts complete lines to batches and rejected lines. A batch is consecutive, so a rejected line ends it.
    /// </summary>
    public static IEnumerable<InputMessage> Read(ReadOnlyMemory<byte> lines, RecordOrigin origin)
    {
        var (records, count, invalid) = (new ArrayBufferWriter<byte>(), 0, 0);
        for (; !lines.IsEmpty; origin = origin with { Ordinal = origin.Ordinal + 1 })
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = lines[..end];
            lines = lines[(end + 1)..];
            if (TryWrite(line.Span, records))
            {
                count++;
                invalid += Utf8.IsValid(line.Span) ? 0 : 1;
                continue;
            }

            if (count > 0)
            {
                yield return Batch(records, count, invalid, origin);
            }

            (records, count, invalid) = (new ArrayBufferWriter<byte>(), 0, 0);
            yield return new RejectedLine
            {
                LogType = LogType,
                Origin = origin,
                Raw = line,
                Error = Errors.NoNumber(origin),
            };
        }

        if (count > 0)
        {
            yield return Batch(records, count, invalid, origin);
        }
    }

    private static RecordBatch Batch(ArrayBufferWriter<byte> records, int count, int invalid, RecordOrigin next) =>
        new()
        {
            LogType = LogType,
            Origin = next with { Ordinal = next.Ordinal - count },
            Count = count,
            Records = records.WrittenMemory,
            Notes = new RecordNotes { InvalidText = invalid },
        };

    private static bool TryWrite(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> records)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        var space = line.IndexOf((byte)' ');
        var number = space < 0 ? line : line[..space];
        if (number.IsEmpty || number.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        using (var json = new Utf8JsonWriter(records, Plain))
        {
            json.WriteStartObject();
            json.WriteString("number"u8, number);
            json.WriteString("text"u8, space < 0 ? null : Encoding.UTF8.GetString(line[(space + 1)..]));
            json.WriteEndObject();
        }

        records.Write("\n"u8);
        return true;
    }
}
