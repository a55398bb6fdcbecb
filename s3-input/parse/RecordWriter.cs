using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Writes rows as NDJSON into a buffer of <see cref="Buffers"/>. Escapes values exactly as
/// <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> does.
/// </summary>
internal sealed class RecordWriter
{
    // Whole vectors are loaded and stored, even for fewer bytes; the next store overwrites the rest.
    private const int Wide = 32;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly LogDefinition _log;

    // The text before each value, starting with the quote that closes the previous value, each in a slot of whole
    // vectors.
    private readonly byte[] _heads;
    private readonly int _slot;
    private readonly int[] _headLengths;

    // By the width of a row, the text after its last value: the columns that it does not have, and the line end.
    private readonly byte[]?[] _tails;
    private readonly int _mostBesides;
    private byte[] _buffer = [];

    public RecordWriter(LogDefinition log)
    {
        _log = log;
        var heads = log
            .Columns.Select(
                (column, i) =>
                    Encoding.UTF8.GetBytes($"{(i == 0 ? "{" : "\",")}\"{JsonEncodedText.Encode(column.Name)}\":\"")
            )
            .ToArray();
        _headLengths = Array.ConvertAll(heads, head => head.Length);
        _slot = (_headLengths.Max() + Wide - 1) / Wide * Wide;
        _heads = [.. heads.SelectMany(head => head.Concat(new byte[_slot]).Take(_slot))];
        _tails = new byte[log.Columns.Count + 1][];
        _mostBesides = (2 * heads.Sum(head => head.Length + 4)) + (3 * PaddedText.Padding) + 16;
    }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

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

        var buffer = _buffer;
        (_buffer, Length) = ([], 0);
        return buffer;
    }

    /// <summary>Writes a row. Declared columns that it does not have are null.</summary>
    /// <param name="text">The text that contains the row.</param>
    /// <param name="row">Its fields.</param>
    /// <returns>Whether the line is valid UTF-8. If not, U+FFFD replaces invalid bytes.</returns>
    public bool Write(PaddedText text, FieldOffsets row)
    {
        if (row.IsPlain && row.Count <= _headLengths.Length)
        {
            Reserve(row.LineEnd - row.LineStart + _mostBesides);
            WritePlain(text, row);
            return true;
        }

        WriteAny(text, row);
        return row.IsPlain || Utf8.IsValid(text.Span[row.Line]);
    }

    /// <summary>
    /// Copies heads and values of a row that needs no escaping. Not inlined, so that the loop has enough registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void WritePlain(PaddedText text, FieldOffsets row)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(_buffer);
        ref var to = ref Unsafe.Add(ref start, Length);
        ref var from = ref text.First;
        ref var head = ref MemoryMarshal.GetArrayDataReference(_heads);
        ref var headLengths = ref MemoryMarshal.GetArrayDataReference(_headLengths);
        ref var ends = ref MemoryMarshal.GetReference(row.Ends);
        ref var valueEnds = ref MemoryMarshal.GetReference(row.ValueEnds);
        var (slot, first, count) = ((nint)_slot, (nint)row.LineStart, (nint)row.Count);
        for (nint column = 0; column < count; column++)
        {
            nint headLength = Unsafe.Add(ref headLengths, column);
            Copy(ref head, ref to, headLength);
            head = ref Unsafe.Add(ref head, slot);
            to = ref Unsafe.Add(ref to, headLength);
            var length = Unsafe.Add(ref valueEnds, column) - first;
            Copy(ref Unsafe.Add(ref from, first), ref to, length);
            to = ref Unsafe.Add(ref to, length);
            first = Unsafe.Add(ref ends, column) + 1;
        }

        Length = (int)Unsafe.ByteOffset(ref start, ref to);
        Raw(Tail(row.Count));
    }

    private void WriteAny(PaddedText text, FieldOffsets row)
    {
        // A byte takes at most six bytes, as in \u0000. Names, quotes, commas and braces are added.
        Reserve(((row.LineEnd - row.LineStart) * 6) + _mostBesides + (row.Count * 4));
        for (var column = 0; column < Math.Min(row.Count, _headLengths.Length); column++)
        {
            Raw(_heads.AsSpan(column * _slot, _headLengths[column]));
            Value(row.Value(text, column).Span);
        }

        if (row.Count <= _headLengths.Length)
        {
            Raw(Tail(row.Count));
            return;
        }

        for (var column = _headLengths.Length; column < row.Count; column++)
        {
            Raw(column == _headLengths.Length ? "\",\"_extra\":[\""u8 : "\",\""u8);
            Value(row.Value(text, column).Span);
        }

        Raw("\"]}\n"u8);
    }

    private void Value(ReadOnlySpan<byte> value)
    {
        // A value ends in the middle of a character only if the line is not UTF-8. U+FFFD is written there.
        Encoder.EncodeUtf8(value, _buffer.AsSpan(Length), out _, out var written, isFinalBlock: true);
        Length += written;
    }

    private byte[] Tail(int width) => _tails[width] ??= MakeTail(width);

    private byte[] MakeTail(int width) =>
        Encoding.UTF8.GetBytes(
            (width == 0 ? "{" : "\"")
                + string.Concat(
                    _log.Columns.Skip(width)
                        .Select(
                            (column, i) =>
                                $"{(width + i == 0 ? "" : ",")}\"{JsonEncodedText.Encode(column.Name)}\":null"
                        )
                )
                + "}\n"
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte from, ref byte to, nint length)
    {
        Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
        for (nint done = Wide; done < length; done += Wide)
        {
            Vector256.LoadUnsafe(ref Unsafe.Add(ref from, done)).StoreUnsafe(ref Unsafe.Add(ref to, done));
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
            var larger = Buffers.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
            Written.Span.CopyTo(larger);
            Buffers.Return(_buffer);
            _buffer = larger;
        }
    }
}
