using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InputSdk.S3;

/// <summary>
/// Where the fields of one line stand; used again for the next line. Delimiters are found 64 bytes at a
/// time, as the set bits of a mask; the same look tells whether anything in the line needs more than copying.
/// </summary>
internal sealed class Fields
{
    private const int Wide = 64;
    private const int AtOnce = 8;

    // Where each field ends; the next one starts behind the delimiter there.
    private int[] _ends = new int[4 * Wide];

    public int Count { get; private set; }

    /// <summary>The line is printable ASCII without <c>"</c> and <c>\</c>: its values are JSON as they stand.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Where each field ends, trailing spaces included.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>The place of a field as it stands between its delimiters.</summary>
    public Range Raw(int index) => (index == 0 ? 0 : _ends[index - 1] + 1).._ends[index];

    /// <summary>A field without its trailing spaces.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, int index)
    {
        var raw = line[Raw(index)];
        var length = raw.Length;
        while (length > 0 && raw[length - 1] == ' ')
        {
            length--;
        }

        return raw[..length];
    }

    /// <summary>Splits the first line of a text; its line end is LF, perhaps with CR before it, or the end of the text.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="delimiter">What stands between fields.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <param name="readable">Bytes that may be read from the text's first on, though the text ends before.</param>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Bytes of the line with its end; 0 when the text holds no whole line.</returns>
    public int SplitLine(ReadOnlySpan<byte> text, byte delimiter, bool isEnd, int readable, out ReadOnlySpan<byte> line)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var (delimiters, newlines) = (Vector512.Create(delimiter), Vector512.Create((byte)'\n'));
        var (count, odd) = (0, 0UL);
        for (var at = 0; at < text.Length; at += Wide)
        {
            var bytes = at + Wide <= readable ? Vector512.LoadUnsafe(ref first, (nuint)at) : Filled(text[at..]);
            var valid = text.Length - at >= Wide ? ulong.MaxValue : (1UL << (text.Length - at)) - 1;
            var end = Vector512.Equals(bytes, newlines).ExtractMostSignificantBits() & valid;

            // What lies before the LF; everything when there is none.
            var within = valid & (end ^ (end - 1)) & ~end;
            odd |= Odd(bytes) & within;
            count = Add(count, at, Vector512.Equals(bytes, delimiters).ExtractMostSignificantBits() & within);
            if (end != 0)
            {
                var length = at + BitOperations.TrailingZeroCount(end);
                line = Ended(text[..length], count, odd);
                return length + 1;
            }
        }

        line = isEnd ? Ended(text, count, odd) : default;
        return isEnd ? text.Length : 0;
    }

    /// <summary>Takes other fields over, some of them joined with the delimiters between them.</summary>
    /// <param name="fields">The fields to join.</param>
    /// <param name="ends">For each joined field the last one that belongs to it.</param>
    public void Join(Fields fields, IReadOnlyList<int> ends)
    {
        if (_ends.Length < ends.Count)
        {
            _ends = new int[fields._ends.Length];
        }

        (Count, IsPlain) = (0, fields.IsPlain);
        foreach (var end in ends)
        {
            _ends[Count++] = fields._ends[end];
        }
    }

    /// <summary>What JSON escapes, and what is not ASCII: taken as signed numbers, nearly all of that is below the space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Odd(Vector512<byte> bytes) =>
        (Vector512.LessThan(bytes.AsSByte(), Vector512.Create((sbyte)' ')).AsByte()
        | Vector512.Equals(bytes, Vector512.Create((byte)'"'))
        | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))
        | Vector512.Equals(bytes, Vector512.Create((byte)0x7F))).ExtractMostSignificantBits();

    /// <summary>
    /// Takes the places of the set bits. Eight are written whether there are so many or not: in 64 bytes
    /// there seldom are more, and a loop that ends now here, now there costs more than what it saves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Add(int count, int at, ulong mask)
    {
        if (count + Wide + AtOnce > _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        ref var ends = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ends), count);
        count += BitOperations.PopCount(mask);
        for (; mask != 0; ends = ref Unsafe.Add(ref ends, AtOnce))
        {
            for (var i = 0; i < AtOnce; i++)
            {
                Unsafe.Add(ref ends, i) = at + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }
        }

        return count;
    }

    private ReadOnlySpan<byte> Ended(ReadOnlySpan<byte> line, int count, ulong odd)
    {
        line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
        _ends[count] = line.Length;
        Count = count + 1;
        IsPlain = odd == 0;
        return line;
    }

    private static Vector512<byte> Filled(ReadOnlySpan<byte> few)
    {
        Span<byte> whole = stackalloc byte[Wide];
        whole.Clear();
        few[..Math.Min(few.Length, Wide)].CopyTo(whole);
        return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(whole));
    }
}
