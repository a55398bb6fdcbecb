using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace InputSdk.S3;

/// <summary>
/// Writes rows as NDJSON into one buffer, which is used again for the next batch. Escapes only what
/// JSON requires, so the text stays what it was.
/// </summary>
internal sealed class RecordWriter
{
    private const byte Quote = (byte)'"';

    // What may not stand in a JSON string as it is: RFC 8259 §7.
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (byte)code), Quote, (byte)'\\']);

    private readonly byte[][] _names;
    private readonly int _namesLength;
    private byte[] _buffer = new byte[64 * 1024];

    public RecordWriter(LogDefinition log)
    {
        _names = log.Columns
            .Select((column, i) => Encoding.UTF8.GetBytes($"{(i == 0 ? '{' : ',')}\"{JsonEncodedText.Encode(column.Name)}\":"))
            .ToArray();
        _namesLength = _names.Sum(name => name.Length);
    }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Writes a row; the declared columns that it does not have become null.</summary>
    /// <returns>Whether the line was UTF-8; where not, U+FFFD stands for what is none.</returns>
    public bool Write(ReadOnlySpan<byte> line, Fields row)
    {
        var isValid = Utf8.IsValid(line);

        // A byte becomes six at most, as in \u0000; names, quotes, commas and braces come on top.
        Reserve((line.Length * 6) + _namesLength + (row.Count * 3) + (_names.Length * 4) + 16);
        for (var column = 0; column < _names.Length; column++)
        {
            Raw(_names[column]);
            if (column < row.Count)
            {
                Value(line[row[column]], isValid);
            }
            else
            {
                Raw("null"u8);
            }
        }

        for (var column = _names.Length; column < row.Count; column++)
        {
            Raw(column == _names.Length ? ",\"_extra\":["u8 : ","u8);
            Value(line[row[column]], isValid);
        }

        Raw(row.Count > _names.Length ? "]}\n"u8 : "}\n"u8);
        return isValid;
    }

    private void Value(ReadOnlySpan<byte> value, bool isValid)
    {
        _buffer[Length++] = Quote;
        if (isValid)
        {
            Text(value);
        }
        else
        {
            Mended(value);
        }

        _buffer[Length++] = Quote;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        int plain;
        while ((plain = text.IndexOfAny(Escaped)) >= 0)
        {
            Raw(text[..plain]);
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Raw(text);
    }

    /// <summary>As the Unicode standard recommends: one U+FFFD for each maximal part of a character.</summary>
    private void Mended(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var length);
            if (status == OperationStatus.Done)
            {
                Text(text[..length]);
            }
            else
            {
                Raw("\uFFFD"u8);
            }

            text = text[length..];
        }
    }

    private void Escape(byte code)
    {
        var letter = code switch
        {
            Quote => Quote,
            (byte)'\\' => (byte)'\\',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)0,
        };
        _buffer[Length++] = (byte)'\\';
        if (letter != 0)
        {
            _buffer[Length++] = letter;
            return;
        }

        Raw("u00"u8);
        Raw([(byte)('0' + (code >> 4)), "0123456789ABCDEF"u8[code & 0xF]]);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }
    }
}
