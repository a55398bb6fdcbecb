namespace InputSdk.S3.Decode.Inflate;

/// <summary>
/// The lookup tables of a block, all in one array. The fields of an entry, from its lowest bit:
/// <list type="bullet">
/// <item>Literals and lengths: the number of bits that the entry takes, including the extra bits of a length (8); two
/// literals (8 each); which of 29 lengths follows them, 0 for none (5); the number of literals (2); whether a length
/// follows (1). An entry with three literals is special: the end of the block, or a link to a table of longer codes. In
/// a link, the two literals are the offset of that table, 0 if there is no code, and the number of bits is that of the
/// table.</item>
/// <item>Lengths, indexed by the highest byte of an entry: the number of extra bits (8); the length without
/// them.</item>
/// <item>Distances: the number of bits that the entry takes, including the extra bits (8); the number of bits of its
/// code (8); the distance without the extra bits (15); whether it is a link (1). In a link, the distance is the offset
/// of the table of longer codes, 0 if there is no code, and the number of bits is that of the table.</item>
/// </list>
/// </summary>
internal sealed class DeflateCodes
{
    public const int LiteralBits = 10;
    public const int DistanceBits = 9;

    /// <summary>Special entries. As signed numbers, all other entries are less.</summary>
    public const uint EndOfBlock = 0x60000000,
        Long = 0x61000000;

    /// <summary>A literal, and a length of the first kind.</summary>
    public const uint Literal = 1 << 29,
        Length = 0x80000000;

    /// <summary>Marks a distance entry that is a link to a table of longer codes, or that has no code.</summary>
    public const uint LongDistance = 1u << 31;

    /// <summary>
    /// The offsets of the tables. Entries of <see cref="Pairs"/> have up to three codes, those of <see
    /// cref="Literals"/> have one.
    /// </summary>
    public const int Pairs = 0,
        Lengths = 1 << LiteralBits,
        Distances = Lengths + 256;

    /// <inheritdoc cref="Pairs"/>
    public const int Literals = Distances + DistanceEntries;

    // The tables of longer codes follow those of the first lookup: up to 15 with 6 bits, and 144 with 5 bits.
    private const int DistanceEntries = (1 << DistanceBits) + (15 << (HuffmanTable.MaxBits - DistanceBits));
    private const int LiteralEntries = (1 << LiteralBits) + (144 << (HuffmanTable.MaxBits - LiteralBits));

    private const int LiteralSymbols = 288;
    private const int LengthKinds = 29;
    private const int DistanceSymbols = 32;
    private const int LengthSymbols = 19;
    private const int LengthCodeBits = 7;

    private readonly HuffmanTable _literals = new(
        LiteralBits,
        [
            .. Enumerable
                .Range(0, LiteralSymbols)
                .Select(symbol =>
                    symbol < 256 ? Literal | ((uint)symbol << 8)
                    : symbol == 256 ? EndOfBlock
                    : symbol <= 285 ? Length | ((uint)(symbol - 256) << 24) | ExtraBits(symbol - 256)
                    : Long
                ),
        ],
        unit: 1,
        linkShift: 8,
        special: Long,
        mayBeIncomplete: true
    );

    private readonly HuffmanTable _distances = new(
        DistanceBits,
        [
            .. Enumerable
                .Range(0, DistanceSymbols)
                .Select(symbol =>
                    symbol < 4 ? (uint)(symbol + 1) << 16
                    : symbol < 30
                        ? ((uint)(symbol - 2) / 2) | ((uint)(1 + ((2 + (symbol & 1)) << ((symbol - 2) / 2))) << 16)
                    : LongDistance
                ),
        ],
        unit: 0x101,
        linkShift: 16,
        special: LongDistance,
        mayBeIncomplete: true
    );

    private readonly HuffmanTable _codeLengths = new(
        LengthCodeBits,
        [.. Enumerable.Range(0, LengthSymbols).Select(symbol => (uint)symbol << 8)],
        unit: 1,
        linkShift: 8,
        special: 0,
        mayBeIncomplete: false
    );

    public DeflateCodes()
    {
        for (var kind = 1; kind <= LengthKinds; kind++)
        {
            var length =
                ExtraBits(kind)
                | (
                    kind switch
                    {
                        LengthKinds => 258u,
                        <= 8 => (uint)kind + 2,
                        _ => (uint)(3 + ((4 + ((kind - 1) & 3)) << (int)ExtraBits(kind))),
                    } << 8
                );
            for (var literals = 0u; literals <= 2; literals++)
            {
                Tables[Lengths + (int)((Length + (literals * Literal)) >> 24) + kind] = length;
            }
        }
    }

    // What can follow a literal. A code of one bit leaves the most bits.
    private readonly uint[] _following = new uint[1 << (LiteralBits - 1)];

    /// <summary>
    /// The codes of fixed blocks: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6. They are created once, because
    /// such a block can be as short as 10 bits.
    /// </summary>
    public static DeflateCodes Fixed { get; } = MakeFixed();

    /// <summary>All tables except <see cref="CodeLengths"/>.</summary>
    public uint[] Tables { get; } = new uint[Literals + LiteralEntries];

    /// <summary>The code of the code lengths. An entry has the number of bits (8) and the symbol.</summary>
    public uint[] CodeLengths { get; } = new uint[1 << LengthCodeBits];

    /// <summary>Sets the code of the code lengths.</summary>
    /// <returns>False if the lengths are not a valid code.</returns>
    public bool TrySetCodeLengths(ReadOnlySpan<byte> lengths) => _codeLengths.TryMake(lengths, CodeLengths);

    /// <summary>Sets the two codes of a block.</summary>
    /// <returns>False if the lengths are not valid codes.</returns>
    public bool TrySet(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        if (
            !_literals.TryMake(literals, Tables.AsSpan(Literals))
            || !_distances.TryMake(distances, Tables.AsSpan(Distances, DistanceEntries))
        )
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
    /// Joins the codes that fit into one lookup: up to two literals, and the length that follows them. What can follow
    /// a literal depends only on how many bits the literal leaves.
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

    /// <summary>
    /// Computes what is added to the entry of a literal, for each value of the bits that the literal leaves.
    /// </summary>
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
                following[i] =
                    second
                    + ((second & 0xFF00) << 8)
                    - (second & 0xFF00)
                    + ((int)third < 0 && CodeBits(third) <= left ? third : 0);
            }
        }
    }

    private int CodeBits(uint entry) => (int)(entry & 63) - (int)(Tables[Lengths + (int)(entry >> 24)] & 63);
}
