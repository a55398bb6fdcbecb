using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Finds lines and their fields, many lines at a time. It finds delimiters and line ends in 64 bytes at once, as the
/// set bits of a mask. The same comparisons show which of them follow a space, and whether a line needs more than
/// copying. The blocks of 64 bytes do not depend on line ends, so no line delays the next one.
/// </summary>
internal sealed class LineScanner
{
    private const int Wide = 64;
    private const int AtOnce = 16;

    /// <summary>
    /// The bytes of text that are scanned together: with the offsets of its fields, the text fits into the L1 cache.
    /// </summary>
    public const int ChunkBytes = 8 * 1024;

    private static readonly Vector512<byte> Positions = Vector512.CreateSequence<byte>(0, 1);
    private static readonly Vector512<int> LaneBits = Vector512.Create([
        .. Enumerable.Range(0, AtOnce).Select(lane => 1 << lane),
    ]);

    // The ends of the fields of all lines in order, and the ends of their values, which exclude a trailing space.
    private readonly int[] _ends;
    private readonly int[] _valueEnds;
    private readonly byte _delimiter;
    private readonly Line[] _lines = new Line[ChunkBytes];
    private int _count;
    private int _current;

    // The number of fields after the last line end, and whether that text needs escaping.
    private int _open;
    private bool _openIsOdd;

    /// <param name="delimiter">The byte between fields.</param>
    public LineScanner(byte delimiter)
    {
        _delimiter = delimiter;
        (_ends, _valueEnds) = (new int[ChunkBytes + Wide + AtOnce], new int[ChunkBytes + Wide + AtOnce]);
        Fields = new FieldOffsets(_ends, _valueEnds);
    }

    /// <summary>The fields of the current line.</summary>
    public FieldOffsets Fields { get; }

    /// <summary>No found line remains.</summary>
    public bool IsEmpty => _current == _count;

    /// <summary>The bytes of the current line, including a CR.</summary>
    public int Length => _lines[_current].End - _lines[_current].Start;

    /// <summary>The end of the last found line.</summary>
    public int End => _lines[_count - 1].Next;

    public void Clear() => _current = _count = 0;

    /// <summary>
    /// Finds the first lines of a text. A line ends with LF or CRLF, or at the end of the text.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isEnd">The object ends with this text, so the text after the last LF is also a line.</param>
    /// <returns>Whether there is a complete line.</returns>
    public bool Find(PaddedText text, bool isEnd)
    {
        Clear();
        var chunk = text.To(Math.Min(text.Length, ChunkBytes));
        FindIn(chunk);
        var rest = _count == 0 ? 0 : _lines[_count - 1].Next;
        if (isEnd && chunk.Length == text.Length && rest < chunk.Length)
        {
            FindLast(text, rest);
        }

        var isFound = !IsEmpty || (chunk.Length < text.Length && FindLong(text.Span, isEnd));
        CheckLines(text.Length);
        return isFound;
    }

    /// <summary>Sets <see cref="Fields"/> to those of the current line.</summary>
    /// <param name="text">The text in which it was found.</param>
    /// <returns>The bytes of the line, including its line end.</returns>
    public int Current(PaddedText text)
    {
        ref readonly var line = ref _lines[_current];
        Fields.Set(line);
        if (line.IsOdd | line.HasManySpaces)
        {
            Fields.Trim(text.Span);
        }

        return line.Next - line.Start;
    }

    /// <summary>Moves to the next line.</summary>
    public void MoveNext()
    {
        Debug.Assert(!IsEmpty, "There is a current line.");
        _current++;
    }

    /// <summary>Checks that the lines follow each other from the start of the text, and that none exceeds it.</summary>
    [Conditional("DEBUG")]
    private void CheckLines(int length)
    {
        var next = 0;
        foreach (var line in _lines.AsSpan(0, _count))
        {
            Debug.Assert(
                line.Start == next && line.Start <= line.End && line.End <= line.Next,
                "Lines are consecutive."
            );
            next = line.Next;
        }

        Debug.Assert(next <= length, "No line exceeds the text.");
    }

    // Code with 512-bit vectors is not compiled ahead of time, and its unoptimized form took a tenth of the CPU time of
    // a read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindIn(PaddedText text)
    {
        // All calls in this loop are inlined. Other calls would save and load the vectors for each block.
        ref var first = ref text.First;
        ref var ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        ref var valueEnds = ref MemoryMarshal.GetArrayDataReference(_valueEnds);
        var (count, start, firstEnd, oddBefore, manyBefore, spacesBefore) = (0, 0, 0, 0UL, 0UL, 0UL);
        for (var at = 0; at < text.Length; at += Wide)
        {
            var bytes = Vector512.LoadUnsafe(ref first, (nuint)at);
            var valid = text.Length - at >= Wide ? ulong.MaxValue : (1UL << (text.Length - at)) - 1;
            var isNewline = Vector512.Equals(bytes, Vector512.Create((byte)'\n'));
            var isEnd = isNewline | Vector512.Equals(bytes, Vector512.Create(_delimiter));
            var newlines = isNewline.ExtractMostSignificantBits() & valid;
            var found = isEnd.ExtractMostSignificantBits() & valid;
            var odd = Odd(bytes) & valid & ~newlines;

            var spaces = Vector512.Equals(bytes, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            var afterSpace = (spaces << 1) | (spacesBefore >> (Wide - 1));
            var many = found & afterSpace & ((spaces << 2) | (spacesBefore >> (Wide - 2)));
            spacesBefore = spaces;
            Store(ref Unsafe.Add(ref ends, count), ref Unsafe.Add(ref valueEnds, count), at, isEnd, found, afterSpace);
            for (; newlines != 0; newlines &= newlines - 1)
            {
                var upTo = newlines ^ (newlines - 1);
                var next = at + BitOperations.TrailingZeroCount(newlines) + 1;
                var fieldsEnd = count + BitOperations.PopCount(found & upTo);
                _lines[_count++] = new Line(
                    start,
                    next,
                    next - 1,
                    firstEnd,
                    fieldsEnd - firstEnd,
                    ((odd & upTo) | oddBefore) != 0,
                    ((many & upTo) | manyBefore) != 0
                );
                (start, firstEnd, oddBefore, manyBefore) = (next, fieldsEnd, 0, 0);
                (odd, many) = (odd & ~upTo, many & ~upTo);
            }

            (oddBefore, manyBefore) = (oddBefore | odd, manyBefore | many);
            count += BitOperations.PopCount(found);
        }

        // The text after the last line end, in case the object ends with it.
        (_open, _openIsOdd) = (count - firstEnd, oddBefore != 0);
    }

    /// <summary>Adds the line that ends with the text.</summary>
    private void FindLast(PaddedText text, int start)
    {
        var first = _count == 0 ? 0 : _lines[_count - 1].First + _lines[_count - 1].Count;
        var last = first + _open;
        (_ends[last], _valueEnds[last]) = (text.Length, text.Length);
        _lines[_count++] = new Line(start, text.Length, text.Length, first, _open + 1, _openIsOdd, HasManySpaces: true);
    }

    /// <summary>Finds a first line that is longer than a chunk. Few logs have one.</summary>
    private bool FindLong(ReadOnlySpan<byte> text, bool isEnd)
    {
        var length = text.IndexOf((byte)'\n');
        if (length < 0 && !isEnd)
        {
            return false;
        }

        var line = length < 0 ? text : text[..length];
        var count = FieldOffsets.SplitAt(line, 0, _delimiter, _ends);
        _ends.AsSpan(0, Math.Min(count, FieldOffsets.Most)).CopyTo(_valueEnds);
        _lines[_count++] = new Line(
            0,
            length < 0 ? line.Length : length + 1,
            line.Length,
            0,
            count,
            IsOdd: true,
            HasManySpaces: true
        );
        return true;
    }

    /// <summary>The bytes that JSON escapes, and the bytes that are not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Odd(Vector512<byte> bytes) =>
        (
            Vector512.GreaterThan(bytes - Vector512.Create((byte)' '), Vector512.Create((byte)('~' - ' ')))
            | Vector512.Equals(bytes, Vector512.Create((byte)'"'))
            | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))
        ).ExtractMostSignificantBits();

    /// <summary>
    /// Stores the positions of the set bits, and the same positions minus one where they follow a space.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ref int ends,
        ref int valueEnds,
        int at,
        Vector512<byte> isEnd,
        ulong found,
        ulong afterSpace
    )
    {
        if (Avx512Vbmi2.IsSupported && Bmi2.X64.IsSupported && BitOperations.PopCount(found) <= AtOnce)
        {
            // Always writes sixteen positions. Those after the end of the text are last and are not counted.
            var positions = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isEnd, Positions);
            var sixteen = Avx512F.ConvertToVector512Int32(positions.GetLower().GetLower()) + Vector512.Create(at);
            var trims = Vector512.Create((int)Bmi2.X64.ParallelBitExtract(afterSpace, found));
            sixteen.StoreUnsafe(ref ends);
            (sixteen + Vector512.Equals(trims & LaneBits, LaneBits)).StoreUnsafe(ref valueEnds);
            return;
        }

        for (var i = 0; found != 0; i++, found &= found - 1)
        {
            var bit = BitOperations.TrailingZeroCount(found);
            Unsafe.Add(ref ends, i) = at + bit;
            Unsafe.Add(ref valueEnds, i) = at + bit - (int)((afterSpace >> bit) & 1);
        }
    }
}

/// <summary>A line in a text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Next">The first byte after its line end.</param>
/// <param name="End">The position of its LF, or the end of the text. A CR is before it.</param>
/// <param name="First">The index of its first field.</param>
/// <param name="Count">The number of its fields.</param>
/// <param name="IsOdd">It contains bytes that JSON escapes, or that are not ASCII.</param>
/// <param name="HasManySpaces">A field can end with more than one space.</param>
internal readonly record struct Line(
    int Start,
    int Next,
    int End,
    int First,
    int Count,
    bool IsOdd,
    bool HasManySpaces
);
