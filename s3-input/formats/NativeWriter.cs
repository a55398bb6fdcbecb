using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Formats;

/// <summary>The format <c>native</c>: only the columns.</summary>
internal sealed class NativeWriter : IRecordWriter
{
    // Whole vectors are loaded and stored, even for fewer bytes; the next store overwrites the rest.
    private const int Wide = 32;

    private readonly LogDefinition _log;

    // The text before each value, starting with the quote that closes the previous value, each in a slot of whole
    // vectors.
    private readonly byte[] _heads;
    private readonly int _slot;
    private readonly int[] _headLengths;

    // By the width of a row, the text after its last value: the columns that it does not have, and the line end.
    private readonly byte[]?[] _tails;
    private readonly int _mostBesides;

    public NativeWriter(LogDefinition log, RecordBuffer output)
    {
        (_log, Output) = (log, output);
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

    public RecordBuffer Output { get; }

    public int Growth => 2;

    public void Start(RecordSource source) { }

    /// <summary>Writes a row. Declared columns that it does not have are null.</summary>
    public RowIssues Write(PaddedText text, FieldOffsets row, long line)
    {
        if (row.IsPlain && row.Count <= _headLengths.Length)
        {
            Output.Reserve(row.LineEnd - row.LineStart + _mostBesides);
            WritePlain(text, row);
            return RowIssues.None;
        }

        WriteAny(text, row);
        return row.IsPlain || Utf8.IsValid(text.Span[row.Line]) ? RowIssues.None : RowIssues.InvalidText;
    }

    /// <summary>
    /// Copies heads and values of a row that needs no escaping. Not inlined, so that the loop has enough registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void WritePlain(PaddedText text, FieldOffsets row)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(Output.Bytes);
        ref var to = ref Unsafe.Add(ref start, Output.Length);
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

        Output.Length = (int)Unsafe.ByteOffset(ref start, ref to);
        Output.Raw(Tail(row.Count));
    }

    private void WriteAny(PaddedText text, FieldOffsets row)
    {
        // A byte takes at most six bytes, as in \u0000. Names, quotes, commas and braces are added.
        Output.Reserve(((row.LineEnd - row.LineStart) * 6) + _mostBesides + (row.Count * 4));
        for (var column = 0; column < Math.Min(row.Count, _headLengths.Length); column++)
        {
            Output.Raw(_heads.AsSpan(column * _slot, _headLengths[column]));
            Output.Escaped(row.Value(text, column).Span);
        }

        if (row.Count <= _headLengths.Length)
        {
            Output.Raw(Tail(row.Count));
            return;
        }

        for (var column = _headLengths.Length; column < row.Count; column++)
        {
            Output.Raw(column == _headLengths.Length ? "\",\"_extra\":[\""u8 : "\",\""u8);
            Output.Escaped(row.Value(text, column).Span);
        }

        Output.Raw("\"]}\n"u8);
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
}
