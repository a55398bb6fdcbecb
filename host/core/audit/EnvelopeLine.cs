using System.Text.Json;

namespace InputHost.Audit;

/// <summary>The members of a message in the format of <c>--envelope</c> that the comparison uses.</summary>
internal readonly ref struct EnvelopeLine
{
    public ReadOnlySpan<byte> Type { get; private init; }

    public ReadOnlySpan<byte> LogType { get; private init; }

    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>The ID of the format of the record; empty for the native format.</summary>
    public ReadOnlySpan<byte> Format { get; private init; }

    /// <summary>The record, with the bytes that it has in the plain format.</summary>
    public ReadOnlySpan<byte> Data { get; private init; }

    public bool IsRecord => Type.SequenceEqual("record"u8) && Id.Length > 0 && LogType.Length > 0 && Data.Length > 0;

    public bool IsRejectedLine => Type.SequenceEqual("rejected"u8);

    /// <summary>A message that contains no line, such as a checkpoint.</summary>
    public bool IsOther => Type.Length > 0 && !Type.SequenceEqual("record"u8) && !IsRejectedLine;

    /// <exception cref="JsonException">The line is not a JSON object.</exception>
    public static EnvelopeLine Parse(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var found = default(EnvelopeLine);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The line is not an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var text = reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }
                ? reader.ValueSpan
                : default;
            reader.Skip();
            found =
                name.SequenceEqual("type"u8) ? found with { Type = text }
                : name.SequenceEqual("logType"u8) ? found with { LogType = text }
                : name.SequenceEqual("id"u8) ? found with { Id = text }
                : name.SequenceEqual("format"u8) ? found with { Format = text }
                : name.SequenceEqual("data"u8) ? found with { Data = line[start..(int)reader.BytesConsumed] }
                : found;
        }

        return found;
    }
}
