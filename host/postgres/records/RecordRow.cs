using System.Text;
using System.Text.Json;
using InputSdk;

namespace InputHost.Postgres.Records;

/// <summary>Converts records to rows. The members of a record usually are in the order of the columns.</summary>
internal sealed class RecordRow(RecordTable table)
{
    private const string Extra = "_extra";

    private readonly byte[][] _names = [.. table.Declared.Append(Extra).Select(Encoding.UTF8.GetBytes)];
    private readonly (int Start, int Length)[] _values = new (int, int)[table.Declared.Count + 1];
    private byte[] _text = [];
    private int _used;

    /// <summary>Writes the values after those of the origin.</summary>
    /// <param name="record">The JSON object.</param>
    /// <param name="origin">Where the record is from, for messages.</param>
    /// <param name="rows">Receives the values.</param>
    /// <exception cref="HostException">The record is not as the manifest describes it.</exception>
    public void Write(ReadOnlySpan<byte> record, in RecordOrigin origin, CopyRows rows)
    {
        if (table.IsJson)
        {
            rows.Json(record);
            return;
        }

        try
        {
            Read(record);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A string with half a surrogate pair results in an InvalidOperationException.
            throw Wrong(origin, "is not a valid JSON object");
        }

        for (var i = 0; i < _values.Length; i++)
        {
            var (start, length) = _values[i];
            var value = length < 0 ? default : _text.AsSpan(start, length);
            if (length < 0)
            {
                rows.Null();
            }
            else if (i == _values.Length - 1)
            {
                rows.Json(value);
            }
            else
            {
                rows.Text(value);
            }
        }

        void Read(ReadOnlySpan<byte> json)
        {
            Array.Fill(_values, (0, -1));
            _used = 0;
            if (_text.Length < json.Length)
            {
                // Unescaped text is never longer than the record.
                _text = new byte[Math.Max(json.Length, 2 * _text.Length)];
            }

            var reader = new Utf8JsonReader(json);
            var next = 0;
            if (reader.Read() && reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("not an object");
            }

            for (; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; next++)
            {
                next = IndexOf(ref reader, next);
                reader.Read();
                _values[next] = Value(ref reader, json, isJson: next == _values.Length - 1);
            }

            // Throws if something follows the object.
            reader.Read();
        }
    }

    private int IndexOf(ref Utf8JsonReader reader, int next)
    {
        if (next < _names.Length && reader.ValueTextEquals(_names[next]))
        {
            return next;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            if (reader.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        throw new JsonException("unknown member");
    }

    private (int Start, int Length) Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, bool isJson)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return (0, -1);
        }

        var start = _used;
        if (reader.TokenType == JsonTokenType.String && !isJson)
        {
            _used += reader.CopyString(_text.AsSpan(start));
        }
        else
        {
            var at = (int)reader.TokenStartIndex;
            reader.Skip();
            var raw = json[at..(int)reader.BytesConsumed];
            raw.CopyTo(_text.AsSpan(start));
            _used += raw.Length;
        }

        return (start, _used - start);
    }

    private static HostException Wrong(in RecordOrigin origin, string what) =>
        new(
            ErrorKind.Internal,
            $"The record from {origin} {what}, or has a member that the manifest does not declare. "
                + "Report this error to the author of the connector."
        );
}
