using System.Numerics;

namespace InputSdk.S3.Decode.Inflate;

/// <summary>
/// Creates the lookup table of a Huffman code. The index is the next bits of the input:
/// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.2
/// </summary>
/// <param name="bits">The number of bits of the first lookup.</param>
/// <param name="symbols">The meaning of each symbol: an entry without the length of its code.</param>
/// <param name="unit">The value that is added to an entry for each bit of its code.</param>
/// <param name="linkShift">
/// The position of the offset in a link to a table of longer codes. The lowest bits of a link are the bits of that
/// table.
/// </param>
/// <param name="special">Marks a link, and an entry without a code.</param>
/// <param name="mayBeIncomplete">The code can have no symbol, or one symbol with a code of one bit.</param>
internal sealed class HuffmanTable(
    int bits,
    uint[] symbols,
    uint unit,
    int linkShift,
    uint special,
    bool mayBeIncomplete
)
{
    /// <summary>The number of bits of the longest possible code.</summary>
    public const int MaxBits = 15;

    private readonly ushort[] _sorted = new ushort[symbols.Length];
    private readonly ushort[] _codes = new ushort[symbols.Length];
    private readonly int[] _counts = new int[MaxBits + 1];

    /// <summary>The number of codes by number of bits.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>The symbols in the order of their codes, shorter ones first.</summary>
    public ReadOnlySpan<ushort> Sorted => _sorted;

    /// <summary>
    /// The codes of <see cref="Sorted"/>, with the first bit as the lowest bit. Only codes that fit into the first
    /// lookup.
    /// </summary>
    public ReadOnlySpan<ushort> Codes => _codes;

    /// <summary>The entry if there is no code: special, and without an offset.</summary>
    private uint None => special | unit;

    /// <summary>
    /// Creates the table: an entry for each value of the first bits, followed by the tables of longer codes.
    /// </summary>
    /// <param name="lengths">The length of the code of each symbol in bits; 0 for a symbol without a code.</param>
    /// <param name="table">The space for the table. All entries that are looked up are overwritten.</param>
    /// <returns>False if the lengths are not a valid code: they require more codes than exist, or fewer.</returns>
    public bool TryMake(ReadOnlySpan<byte> lengths, Span<uint> table)
    {
        Sort(lengths);
        var (left, longest) = (1, 0);
        for (var length = 1; length <= MaxBits; length++)
        {
            left = (left << 1) - _counts[length];
            if (left < 0)
            {
                return false;
            }

            longest = _counts[length] > 0 ? length : longest;
        }

        if (left == 0)
        {
            Fill(table, longest);
            return true;
        }

        // One code of one bit, 0, or no code.
        table[..(1 << bits)].Fill(None);
        for (var at = 0; longest == 1 && at < 1 << bits; at += 2)
        {
            table[at] = symbols[_sorted[0]] + unit;
        }

        _codes[0] = 0;
        return mayBeIncomplete && longest <= 1;
    }

    /// <summary>Sorts the symbols by the lengths of their codes, which is the order of the codes.</summary>
    private void Sort(ReadOnlySpan<byte> lengths)
    {
        // Two counters for each length: increments of one counter wait for each other.
        Span<int> even = stackalloc int[MaxBits + 1],
            odd = stackalloc int[MaxBits + 1];
        even.Clear();
        odd.Clear();
        var paired = lengths.Length & ~1;
        for (var symbol = 0; symbol < paired; symbol += 2)
        {
            even[lengths[symbol]]++;
            odd[lengths[symbol + 1]]++;
        }

        if (paired < lengths.Length)
        {
            even[lengths[paired]]++;
        }

        var counts = _counts.AsSpan();
        for (var length = 1; length <= MaxBits; length++)
        {
            counts[length] = even[length] + odd[length];
        }

        Span<int> next = stackalloc int[MaxBits + 1];
        next.Clear();
        for (var length = 1; length < MaxBits; length++)
        {
            next[length + 1] = next[length] + counts[length];
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] is var length and > 0)
            {
                _sorted[next[length]++] = (ushort)symbol;
            }
        }
    }

    /// <summary>Writes each code once: for each additional bit, the table of fewer bits is duplicated.</summary>
    private void Fill(Span<uint> table, int longest)
    {
        // Codes are read from their first bit, which is the lowest one of the input.
        var (code, done) = (0, 0);
        for (var length = 1; length <= Math.Min(longest, bits); length++)
        {
            var half = 1 << (length - 1);
            if (done > 0)
            {
                table[..half].CopyTo(table[half..]);
            }

            for (var left = _counts[length]; left > 0; left--)
            {
                table[code] = symbols[_sorted[done]] + ((uint)length * unit);
                _codes[done++] = (ushort)code;
                code = Next(code, length);
            }
        }

        for (var size = 1 << Math.Min(longest, bits); size < 1 << bits; size *= 2)
        {
            table[..size].CopyTo(table[size..]);
        }

        if (longest > bits)
        {
            FillLong(table, code, done, longest);
        }
    }

    /// <summary>
    /// Each table of longer codes has the number of bits of the longest code. In a complete code each of these tables
    /// has at least two symbols, so there are at most half as many tables as symbols.
    /// </summary>
    private void FillLong(Span<uint> table, int code, int done, int longest)
    {
        var (more, end, prefix) = (longest - bits, 1 << bits, -1);
        for (var length = bits + 1; length <= longest; length++)
        {
            for (var left = _counts[length]; left > 0; left--)
            {
                if ((code & ((1 << bits) - 1)) != prefix)
                {
                    prefix = code & ((1 << bits) - 1);
                    table[prefix] = special | ((uint)end << linkShift) | (uint)more;
                    end += 1 << more;
                }

                var entry = symbols[_sorted[done++]] + ((uint)length * unit);
                for (var at = code >> bits; at < 1 << more; at += 1 << (length - bits))
                {
                    table[end - (1 << more) + at] = entry;
                }

                code = Next(code, length);
            }
        }
    }

    /// <summary>
    /// The next code with this number of bits. The first bit is the lowest, so it adds one at the other end.
    /// </summary>
    private static int Next(int code, int length)
    {
        var zeros = ~code & ((1 << length) - 1);
        var highest = zeros == 0 ? 0 : 1 << BitOperations.Log2((uint)zeros);
        return (code & (highest - 1)) | highest;
    }
}
