using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace InputSdk.S3;

/// <summary>
/// Writes rows as NDJSON into one buffer, which is used again for the next batch. Values are escaped
/// as <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> does it, byte for byte.
/// </summary>
internal sealed class RecordWriter
{
    // A vector is loaded and stored whole where fewer bytes are meant; the next store writes over the rest.
    private const int Wide = 32;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly LogDefinition _log;

    // What stands before each value, from the quote that closes the one before on; each filled up to a whole number of vectors.
    private readonly (byte[] Bytes, int Length)[] _heads;

    // What stands behind the last value of a row so wide: the columns that it does not have, and the end of the line.
    private readonly byte[]?[] _tails;
    private readonly int _mostBesides;
    private byte[] _buffer = new byte[64 * 1024];

    public RecordWriter(LogDefinition log)
    {
        _log = log;
        var heads = log.Columns
            .Select((column, i) => Encoding.UTF8.GetBytes($"{(i == 0 ? "{" : "\",")}\"{JsonEncodedText.Encode(column.Name)}\":\""))
            .ToArray();
        _heads = Array.ConvertAll(heads, head => (head.Concat(new byte[Wide]).Take((head.Length + Wide - 1) / Wide * Wide).ToArray(), head.Length));
        _tails = new byte[log.Columns.Count + 1][];
        _mostBesides = (2 * heads.Sum(head => head.Length + 4)) + (3 * Wide) + 16;
    }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Writes a row; the declared columns that it does not have become null.</summary>
    /// <param name="line">The line.</param>
    /// <param name="row">Its fields.</param>
    /// <param name="readable">Bytes that may be read from the line's first on, though the line ends before.</param>
    /// <returns>Whether the line was UTF-8; where not, U+FFFD stands for what is none.</returns>
    public bool Write(ReadOnlySpan<byte> line, Fields row, int readable)
    {
        if (row.IsPlain && row.Count <= _heads.Length && readable >= line.Length + Wide)
        {
            Reserve(line.Length + _mostBesides);
            WritePlain(ref MemoryMarshal.GetReference(line), row);
            return true;
        }

        WriteAny(line, row);
        return row.IsPlain || Utf8.IsValid(line);
    }

    /// <summary>Nothing to escape: heads and values are only copied.</summary>
    private void WritePlain(ref byte line, Fields row)
    {
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        var ends = row.Ends;
        var (heads, to, start) = (_heads, Length, 0);
        for (var column = 0; column < ends.Length && column < heads.Length; column++)
        {
            var head = heads[column];
            Copy(ref MemoryMarshal.GetArrayDataReference(head.Bytes), ref Unsafe.Add(ref buffer, to), head.Length);
            to += head.Length;
            var end = ends[column];
            while (end > start && Unsafe.Add(ref line, end - 1) == (byte)' ')
            {
                end--;
            }

            Copy(ref Unsafe.Add(ref line, start), ref Unsafe.Add(ref buffer, to), end - start);
            to += end - start;
            start = ends[column] + 1;
        }

        Length = to;
        Raw(Tail(ends.Length));
    }

    private void WriteAny(ReadOnlySpan<byte> line, Fields row)
    {
        // A byte becomes six at most, as in \u0000; names, quotes, commas and braces come on top.
        Reserve((line.Length * 6) + _mostBesides + (row.Count * 4));
        for (var column = 0; column < Math.Min(row.Count, _heads.Length); column++)
        {
            Raw(_heads[column].Bytes.AsSpan(0, _heads[column].Length));
            Value(row.Value(line, column));
        }

        if (row.Count <= _heads.Length)
        {
            Raw(Tail(row.Count));
            return;
        }

        for (var column = _heads.Length; column < row.Count; column++)
        {
            Raw(column == _heads.Length ? "\",\"_extra\":[\""u8 : "\",\""u8);
            Value(row.Value(line, column));
        }

        Raw("\"]}\n"u8);
    }

    private void Value(ReadOnlySpan<byte> value)
    {
        // Ends in the middle of a character only where the line is no UTF-8, and then U+FFFD stands there.
        Encoder.EncodeUtf8(value, _buffer.AsSpan(Length), out _, out var written, isFinalBlock: true);
        Length += written;
    }

    private byte[] Tail(int width) => _tails[width] ??= MakeTail(width);

    private byte[] MakeTail(int width) => Encoding.UTF8.GetBytes(
        (width == 0 ? "{" : "\"")
        + string.Concat(_log.Columns.Skip(width).Select((column, i) => $"{(width + i == 0 ? "" : ",")}\"{JsonEncodedText.Encode(column.Name)}\":null"))
        + "}\n");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte from, ref byte to, int length)
    {
        Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
        for (var done = Wide; done < length; done += Wide)
        {
            Vector256.LoadUnsafe(ref from, (nuint)done).StoreUnsafe(ref to, (nuint)done);
        }
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
