using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InputSdk.S3;

/// <summary>
/// Where the fields of one line stand; used again for the next line. Delimiters are found 64 bytes at a
/// time, as the set bits of a mask; the same look tells where a space stands before one, and whether
/// anything in the line needs more than copying.
/// </summary>
internal sealed class Fields
{
    private const int Wide = 64;
    private const int AtOnce = 16;

    /// <summary>More no record can have; those beyond are only counted.</summary>
    private const int Most = Limits.Columns + Limits.SurplusDelimiters;

    private static readonly Vector512<byte> Places = Vector512.CreateSequence<byte>(0, 1);
    private static readonly Vector512<int> LaneBits = Vector512.Create([.. Enumerable.Range(0, AtOnce).Select(lane => 1 << lane)]);

    // Where each field ends; the next one starts behind the delimiter there.
    private readonly int[] _ends = new int[Most + Wide + AtOnce];

    // Where its value ends: the same, or before its trailing spaces.
    private readonly int[] _valueEnds = new int[Most + Wide + AtOnce];

    /// <summary>How many there are; of more than any record can have the places of the first are known.</summary>
    public int Count { get; private set; }

    /// <summary>The line is printable ASCII without <c>"</c> and <c>\</c>: its values are JSON as they stand.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Where each field ends, trailing spaces included.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Math.Min(Count, Most + 1));

    /// <summary>Where each field ends, trailing spaces left out.</summary>
    public ReadOnlySpan<int> ValueEnds => _valueEnds.AsSpan(0, Math.Min(Count, Most + 1));

    /// <summary>The place of a field as it stands between its delimiters.</summary>
    public Range Raw(int index) => Start(index).._ends[index];

    /// <summary>A field without its trailing spaces.</summary>
    public PaddedText Value(PaddedText line, int index) => line.To(_valueEnds[index]).From(Start(index));

    public bool EndsWithSpace(int index) => _valueEnds[index] < _ends[index];

    /// <summary>Splits the first line of a text; its line end is LF, perhaps with CR before it, or the end of the text.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="delimiter">What stands between fields.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Bytes of the line with its end; 0 when the text holds no whole line.</returns>
    public int SplitLine(PaddedText text, byte delimiter, bool isEnd, out PaddedText line)
    {
        // Nothing in this loop is a call that is not inlined: it would have the vectors saved and loaded for each block.
        ref var first = ref text.First;
        var (count, odd, manySpaces, spacesBefore, end) = (0, 0UL, 0UL, 0UL, 0UL);
        var at = 0;
        for (; at < text.Length; at += Wide)
        {
            var bytes = Vector512.LoadUnsafe(ref first, (nuint)at);
            var valid = text.Length - at >= Wide ? ulong.MaxValue : (1UL << (text.Length - at)) - 1;
            end = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits() & valid;

            // What lies before the LF; everything when there is none.
            var within = valid & (end ^ (end - 1)) & ~end;
            odd |= Odd(bytes) & within;

            var spaces = Vector512.Equals(bytes, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            var behindSpace = (spaces << 1) | (spacesBefore >> (Wide - 1));
            var isDelimiter = Vector512.Equals(bytes, Vector512.Create(delimiter));
            var found = isDelimiter.ExtractMostSignificantBits() & within;
            manySpaces |= found & behindSpace & ((spaces << 2) | (spacesBefore >> (Wide - 2)));
            spacesBefore = spaces;
            Take(Math.Min(count, Most), at, isDelimiter, found, behindSpace);
            count += BitOperations.PopCount(found);
            if (end != 0)
            {
                break;
            }
        }

        if (end == 0 && !isEnd)
        {
            line = default;
            return 0;
        }

        var length = end == 0 ? text.Length : at + BitOperations.TrailingZeroCount(end);
        line = Ended(text.To(length), count, odd, manySpaces);
        return end == 0 ? length : length + 1;
    }

    /// <summary>Takes other fields over, some of them joined with the delimiters between them.</summary>
    /// <param name="fields">The fields to join.</param>
    /// <param name="ends">For each joined field the last one that belongs to it.</param>
    public void Join(Fields fields, IReadOnlyList<int> ends)
    {
        (Count, IsPlain) = (0, fields.IsPlain);
        foreach (var end in ends)
        {
            (_ends[Count], _valueEnds[Count]) = (fields._ends[end], fields._valueEnds[end]);
            Count++;
        }
    }

    /// <summary>What JSON escapes, and what is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Odd(Vector512<byte> bytes) =>
        (Vector512.GreaterThan(bytes - Vector512.Create((byte)' '), Vector512.Create((byte)('~' - ' ')))
        | Vector512.Equals(bytes, Vector512.Create((byte)'"'))
        | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))).ExtractMostSignificantBits();

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1] + 1;

    /// <summary>Takes the places of the set bits, and each less one where it is behind a space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int count, int at, Vector512<byte> isDelimiter, ulong found, ulong behindSpace)
    {
        ref var ends = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ends), count);
        ref var valueEnds = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_valueEnds), count);
        if (Avx512Vbmi2.IsSupported && Bmi2.X64.IsSupported && BitOperations.PopCount(found) <= AtOnce)
        {
            // Sixteen are written whether there are so many or not; those behind the line's end come last and do not count.
            var places = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isDelimiter, Places);
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

    private PaddedText Ended(PaddedText text, int count, ulong odd, ulong manySpaces)
    {
        var line = text.Length > 0 && text.Span[^1] == '\r' ? text.To(text.Length - 1) : text;
        var last = Math.Min(count, Most);
        (_ends[last], _valueEnds[last]) = (line.Length, line.Length);
        Count = count + 1;
        IsPlain = odd == 0;
        Trim(line.Span, manySpaces == 0 ? last : 0, last);
        return line;
    }

    /// <summary>These values end before all spaces.</summary>
    private void Trim(ReadOnlySpan<byte> line, int first, int last)
    {
        for (var index = first; index <= last; index++)
        {
            var (start, end) = (Start(index), _valueEnds[index]);
            while (end > start && line[end - 1] == ' ')
            {
                end--;
            }

            _valueEnds[index] = end;
        }
    }
}
