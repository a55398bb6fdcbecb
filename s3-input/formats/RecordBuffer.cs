using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Formats;

/// <summary>
/// Records as NDJSON in a buffer of <see cref="Buffers"/>. Values are escaped exactly as
/// <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> does.
/// </summary>
internal sealed class RecordBuffer
{
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>The most bytes of a number.</summary>
    private const int NumberBytes = 20;

    private byte[] _bytes = [];

    public int Length { get; set; }

    public byte[] Bytes => _bytes;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>A value as JSON.</summary>
    public static byte[] Json(System.Text.Json.Nodes.JsonNode value) =>
        System.Text.Encoding.UTF8.GetBytes(value.ToJsonString(new JsonSerializerOptions { Encoder = Encoder }));

    /// <summary>Clears the buffer for the records of another piece.</summary>
    /// <param name="expected">The expected size of the records in bytes.</param>
    public void Clear(int expected = 0)
    {
        Length = 0;
        Reserve(expected);
    }

    /// <summary>
    /// Transfers the buffer with the records to the caller, who returns it to the pool. It is empty if there are no
    /// records.
    /// </summary>
    public byte[] Take()
    {
        if (Length == 0)
        {
            return [];
        }

        var buffer = _bytes;
        (_bytes, Length) = ([], 0);
        return buffer;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Writes a string with its quotes. U+FFFD replaces bytes that are not UTF-8.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        // A byte takes at most six bytes, as in \u0000.
        Reserve((value.Length * 6) + 2);
        _bytes[Length++] = (byte)'"';
        Escaped(value);
        _bytes[Length++] = (byte)'"';
    }

    /// <summary>Writes a string that needs no escaping, with its quotes.</summary>
    public void PlainText(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length + 2);
        _bytes[Length] = (byte)'"';
        value.CopyTo(_bytes.AsSpan(Length + 1));
        Length += value.Length + 2;
        _bytes[Length - 1] = (byte)'"';
    }

    /// <summary>Writes a value without quotes. The space is reserved.</summary>
    public void Escaped(ReadOnlySpan<byte> value)
    {
        // A value ends in the middle of a character only if the line is not UTF-8. U+FFFD is written there.
        Encoder.EncodeUtf8(value, _bytes.AsSpan(Length), out _, out var written, isFinalBlock: true);
        Length += written;
    }

    public void Number(long value)
    {
        Reserve(NumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    public void Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            var larger = Buffers.Rent(Math.Max(_bytes.Length * 2, Length + bytes));
            Written.Span.CopyTo(larger);
            Buffers.Return(_bytes);
            _bytes = larger;
        }
    }
}
