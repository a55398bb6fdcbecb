using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3;

/// <summary>
/// Finds lines and their fields, many lines at a time: delimiters and line ends are found in 64 bytes at
/// once, as the set bits of a mask. The same look tells where a space stands before one, and whether
/// anything in a line needs more than copying. It is not tied to lines, so none makes the next one wait.
/// </summary>
internal sealed class LineScanner
{
    private const int Wide = 64;
    private const int AtOnce = 16;

    /// <summary>Text that is looked at together: with what is found in it, it stays in the nearest cache.</summary>
    public const int ChunkBytes = 8 * 1024;

    private static readonly Vector512<byte> Places = Vector512.CreateSequence<byte>(0, 1);
    private static readonly Vector512<int> LaneBits = Vector512.Create([
        .. Enumerable.Range(0, AtOnce).Select(lane => 1 << lane),
    ]);

    // Where fields end, line behind line, and where their values end, which is before a space.
    private readonly int[] _ends;
    private readonly int[] _valueEnds;
    private readonly byte _delimiter;
    private readonly Line[] _lines = new Line[ChunkBytes];
    private int _count;
    private int _current;

    // Behind the last line end.
    private int _open;
    private bool _openIsOdd;

    /// <param name="delimiter">What stands between fields.</param>
    public LineScanner(byte delimiter)
    {
        _delimiter = delimiter;
        (_ends, _valueEnds) = (new int[ChunkBytes + Wide + AtOnce], new int[ChunkBytes + Wide + AtOnce]);
        Fields = new FieldOffsets(_ends, _valueEnds);
    }

    /// <summary>The fields of the current line.</summary>
    public FieldOffsets Fields { get; }

    /// <summary>No line is left of those that were found.</summary>
    public bool IsEmpty => _current == _count;

    /// <summary>Bytes of the current line, CR included.</summary>
    public int Length => _lines[_current].End - _lines[_current].Start;

    /// <summary>Where the last of the lines ends that were found.</summary>
    public int End => _lines[_count - 1].Next;

    public void Clear() => _current = _count = 0;

    /// <summary>
    /// Finds the first lines of a text; a line end is LF, perhaps with CR before it, or the end of the text.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <returns>Whether there is a whole line.</returns>
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

        return !IsEmpty || (chunk.Length < text.Length && FindLong(text.Span, isEnd));
    }

    /// <summary>Sets <see cref="Fields"/> to those of the current line.</summary>
    /// <param name="text">The text that it was found in.</param>
    /// <returns>Bytes of the line with its end.</returns>
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

    /// <summary>Goes on to the next line.</summary>
    public void Pass() => _current++;

    // Code with 512-bit vectors is not compiled ahead of time, and its unoptimized form cost a tenth of a read's CPU
    // time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindIn(PaddedText text)
    {
        // Nothing in this loop is a call that is not inlined: it would have the vectors saved and loaded for each
        // block.
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
            var behindSpace = (spaces << 1) | (spacesBefore >> (Wide - 1));
            var many = found & behindSpace & ((spaces << 2) | (spacesBefore >> (Wide - 2)));
            spacesBefore = spaces;
            Store(ref Unsafe.Add(ref ends, count), ref Unsafe.Add(ref valueEnds, count), at, isEnd, found, behindSpace);
            for (; newlines != 0; newlines &= newlines - 1)
            {
                var upTo = newlines ^ (newlines - 1);
                var next = at + BitOperations.TrailingZeroCount(newlines) + 1;
                var behind = count + BitOperations.PopCount(found & upTo);
                _lines[_count++] = new Line(
                    start,
                    next,
                    next - 1,
                    firstEnd,
                    behind - firstEnd,
                    ((odd & upTo) | oddBefore) != 0,
                    ((many & upTo) | manyBefore) != 0
                );
                (start, firstEnd, oddBefore, manyBefore, odd, many) = (next, behind, 0, 0, odd & ~upTo, many & ~upTo);
            }

            (oddBefore, manyBefore) = (oddBefore | odd, manyBefore | many);
            count += BitOperations.PopCount(found);
        }

        // What follows the last line end, for the case that the text ends there.
        (_open, _openIsOdd) = (count - firstEnd, oddBefore != 0);
    }

    /// <summary>The line that the end of the text ends.</summary>
    private void FindLast(PaddedText text, int start)
    {
        var first = _count == 0 ? 0 : _lines[_count - 1].First + _lines[_count - 1].Count;
        var last = first + _open;
        (_ends[last], _valueEnds[last]) = (text.Length, text.Length);
        _lines[_count++] = new Line(start, text.Length, text.Length, first, _open + 1, _openIsOdd, HasManySpaces: true);
    }

    /// <summary>A first line that is longer than what is looked at together; few logs have one.</summary>
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

    /// <summary>What JSON escapes, and what is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Odd(Vector512<byte> bytes) =>
        (
            Vector512.GreaterThan(bytes - Vector512.Create((byte)' '), Vector512.Create((byte)('~' - ' ')))
            | Vector512.Equals(bytes, Vector512.Create((byte)'"'))
            | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))
        ).ExtractMostSignificantBits();

    /// <summary>Stores the places of the set bits, and each less one where it is behind a space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ref int ends,
        ref int valueEnds,
        int at,
        Vector512<byte> isEnd,
        ulong found,
        ulong behindSpace
    )
    {
        if (Avx512Vbmi2.IsSupported && Bmi2.X64.IsSupported && BitOperations.PopCount(found) <= AtOnce)
        {
            // Sixteen are written whether there are so many or not; those behind the text's end come last and do not
            // count.
            var places = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isEnd, Places);
            var sixteen = Avx512F.ConvertToVector512Int32(places.GetLower().GetLower()) + Vector512.Create(at);
            var trims = Vector512.Create((int)Bmi2.X64.ParallelBitExtract(behindSpace, found));
            sixteen.StoreUnsafe(ref ends);
            (sixteen + Vector512.Equals(trims & LaneBits, LaneBits)).StoreUnsafe(ref valueEnds);
            return;
        }

        for (var i = 0; found != 0; i++, found &= found - 1)
        {
            var place = BitOperations.TrailingZeroCount(found);
            Unsafe.Add(ref ends, i) = at + place;
            Unsafe.Add(ref valueEnds, i) = at + place - (int)((behindSpace >> place) & 1);
        }
    }
}

/// <summary>A line in a text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Next">The first byte behind its end.</param>
/// <param name="End">The first byte of its end, be it LF or that of the text; CR stands before.</param>
/// <param name="First">The first of its fields.</param>
/// <param name="Count">How many fields it has.</param>
/// <param name="IsOdd">It holds what JSON escapes, or what is not ASCII.</param>
/// <param name="HasManySpaces">A field may end with more than one space.</param>
internal readonly record struct Line(
    int Start,
    int Next,
    int End,
    int First,
    int Count,
    bool IsOdd,
    bool HasManySpaces
);
