namespace InputSdk.S3;

/// <summary>
/// The codes of a block as tables, all in one array. From its lowest bit an entry has
/// <list type="bullet">
/// <item>for literals and lengths: the bits that it takes, with the extra bits of a length (8), two literals (8 each), which
/// of 29 lengths follows them, 0 for none (5), how many literals it stands for (2), and whether a length follows (1). With
/// three of them it is special: the end of the block, or a code that is longer than the table's or none. Of that, the two
/// literals are the offset of the table of longer codes, 0 if there is no code, and the bits are those of that table.</item>
/// <item>for lengths, by the highest byte of an entry: extra bits (8), and the length without them.</item>
/// <item>for distances: the bits that it takes, with its extra bits (8), those of its code (8, from bit 8), the distance
/// without the extra bits (15, from bit 16), and whether the code is longer than the table's or none (highest bit). Of that,
/// the distance is the offset of the table of longer codes, 0 if there is no code, and the bits are those of that table.</item>
/// </list>
/// </summary>
internal sealed class DeflateCodes
{
    public const int LiteralBits = 10;
    public const int DistanceBits = 9;

    /// <summary>What an entry is that is neither literals nor a length; as a number with a sign, all others are less.</summary>
    public const uint EndOfBlock = 0x60000000, Long = 0x61000000;

    /// <summary>A literal, and a length of the first kind.</summary>
    public const uint Literal = 1 << 29, Length = 0x80000000;

    /// <summary>Marks an entry for distances whose code is longer than the table's, or is none.</summary>
    public const uint LongDistance = 1u << 31;

    /// <summary>Where the tables are: entries of as many codes as they have room for, lengths, distances, and entries of one code.</summary>
    public const int Pairs = 0, Lengths = 1 << LiteralBits, Distances = Lengths + 256, Literals = Distances + DistanceEntries;

    // Behind the entries of the first lookup, at most 15 tables of 6 more bits, and 144 of 5: half as many as symbols.
    private const int DistanceEntries = (1 << DistanceBits) + (15 << (HuffmanTable.MostBits - DistanceBits));
    private const int LiteralEntries = (1 << LiteralBits) + (144 << (HuffmanTable.MostBits - LiteralBits));

    private const int LiteralSymbols = 288;
    private const int LengthKinds = 29;
    private const int DistanceSymbols = 32;
    private const int LengthSymbols = 19;
    private const int LengthCodeBits = 7;

    private readonly HuffmanTable _literals = new(
        LiteralBits,
        [.. Enumerable.Range(0, LiteralSymbols).Select(symbol =>
            symbol < 256 ? Literal | ((uint)symbol << 8)
            : symbol == 256 ? EndOfBlock
            : symbol <= 285 ? Length | ((uint)(symbol - 256) << 24) | ExtraBits(symbol - 256)
            : Long)],
        unit: 1, linkShift: 8, special: Long, mayBeIncomplete: true);

    private readonly HuffmanTable _distances = new(
        DistanceBits,
        [.. Enumerable.Range(0, DistanceSymbols).Select(symbol =>
            symbol < 4 ? (uint)(symbol + 1) << 16
            : symbol < 30 ? ((uint)(symbol - 2) / 2) | ((uint)(1 + ((2 + (symbol & 1)) << ((symbol - 2) / 2))) << 16)
            : LongDistance)],
        unit: 0x101, linkShift: 16, special: LongDistance, mayBeIncomplete: true);

    private readonly HuffmanTable _codeLengths = new(
        LengthCodeBits, [.. Enumerable.Range(0, LengthSymbols).Select(symbol => (uint)symbol << 8)], unit: 1, linkShift: 8, special: 0, mayBeIncomplete: false);

    public DeflateCodes()
    {
        for (var kind = 1; kind <= LengthKinds; kind++)
        {
            var length = ExtraBits(kind) | (kind switch
            {
                LengthKinds => 258u,
                <= 8 => (uint)kind + 2,
                _ => (uint)(3 + ((4 + ((kind - 1) & 3)) << (int)ExtraBits(kind))),
            } << 8);
            for (var literals = 0u; literals <= 2; literals++)
            {
                Tables[Lengths + (int)((Length + (literals * Literal)) >> 24) + kind] = length;
            }
        }
    }

    // Of what one literal can be followed by: for one of one bit, half of the table.
    private readonly uint[] _following = new uint[1 << (LiteralBits - 1)];

    /// <summary>
    /// The codes of a block that names none: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6. Made once, since such a block
    /// can be as short as 10 bits.
    /// </summary>
    public static DeflateCodes Fixed { get; } = MakeFixed();

    /// <summary>All tables but <see cref="CodeLengths"/>.</summary>
    public uint[] Tables { get; } = new uint[Literals + LiteralEntries];

    /// <summary>The code that the lengths of the other codes are written with: bits (6), and the symbol from bit 8.</summary>
    public uint[] CodeLengths { get; } = new uint[1 << LengthCodeBits];

    /// <summary>Takes the code for the lengths of the other codes.</summary>
    /// <returns>False if they are no code.</returns>
    public bool TrySetCodeLengths(ReadOnlySpan<byte> lengths) => _codeLengths.TryMake(lengths, CodeLengths);

    /// <summary>Takes the two codes of a block.</summary>
    /// <returns>False if they are no codes.</returns>
    public bool TrySet(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        if (!_literals.TryMake(literals, Tables.AsSpan(Literals)) || !_distances.TryMake(distances, Tables.AsSpan(Distances, DistanceEntries)))
        {
            return false;
        }

        MakePairs();
        return true;
    }

    private static DeflateCodes MakeFixed()
    {
        Span<byte> literals = stackalloc byte[LiteralSymbols];
        literals[..144].Fill(8);
        literals[144..256].Fill(9);
        literals[256..280].Fill(7);
        literals[280..].Fill(8);
        Span<byte> distances = stackalloc byte[DistanceSymbols];
        distances.Fill(5);
        var codes = new DeflateCodes();
        codes.TrySet(literals, distances);
        return codes;
    }

    private static uint ExtraBits(int kind) => kind is <= 8 or LengthKinds ? 0 : (uint)(kind - 5) / 4;

    /// <summary>
    /// Joins entries whose codes are looked up with the same bits: two literals, and a length behind none, one or both. What
    /// can follow a literal depends only on how many bits it leaves.
    /// </summary>
    private void MakePairs()
    {
        var pairs = Tables.AsSpan(Pairs, 1 << LiteralBits);
        var single = Tables.AsSpan(Literals, 1 << LiteralBits);
        single.CopyTo(pairs);
        var symbols = _literals.Sorted;
        var codes = _literals.Codes;
        for (var (bits, done) = (1, 0); bits < LiteralBits; done += _literals.Counts[bits++])
        {
            var following = _following.AsSpan(0, 1 << (LiteralBits - bits));
            for (var i = done; i < done + _literals.Counts[bits] && symbols[i] < 256; i++)
            {
                if (i == done)
                {
                    MakeFollowing(following, LiteralBits - bits, single);
                }

                var (entry, at) = (single[codes[i]], (int)codes[i]);
                foreach (var next in following)
                {
                    pairs[at] = entry + next;
                    at += 1 << bits;
                }
            }
        }
    }

    /// <summary>What is added to a literal for what follows it, for each value of the bits that it leaves.</summary>
    private void MakeFollowing(Span<uint> following, int bits, ReadOnlySpan<uint> single)
    {
        for (var i = 0; i < following.Length; i++)
        {
            var second = single[i];
            if ((int)second >= (int)EndOfBlock || CodeBits(second) > bits)
            {
                following[i] = 0;
            }
            else if ((int)second < 0)
            {
                following[i] = second;
            }
            else
            {
                var left = bits - CodeBits(second);
                var third = single[i >> CodeBits(second)];
                following[i] = second + ((second & 0xFF00) << 8) - (second & 0xFF00)
                    + ((int)third < 0 && CodeBits(third) <= left ? third : 0);
            }
        }
    }

    private int CodeBits(uint entry) => (int)(entry & 63) - (int)(Tables[Lengths + (int)(entry >> 24)] & 63);
}
