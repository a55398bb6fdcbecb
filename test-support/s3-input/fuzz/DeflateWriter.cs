namespace InputSdk.S3.Fuzz;

/// <summary>
/// Writes deflate data that no compressor would write: random blocks, codes and matches that the format allows. It
/// keeps the text that the data decodes to.
/// </summary>
internal sealed class DeflateWriter(Random random)
{
    public const int WindowBytes = 32 * 1024;

    private const int EndOfBlock = 256;
    private const int LengthSymbols = 29;
    private const int DistanceSymbols = 30;
    private const int MaxBits = 15;
    private const int MaxCodeLengthBits = 7;

    private static readonly int[] CodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<byte> _bytes = [];
    private readonly List<byte> _text = [];
    private ulong _bits;
    private int _count;

    public byte[] Text => [.. _text];

    /// <summary>Ends with a last block, padded to a whole byte.</summary>
    public byte[] End(int blocks, int symbols)
    {
        for (var block = 1; block <= blocks; block++)
        {
            Block(isLast: block == blocks, random.Next(symbols + 1));
        }

        Align();
        return [.. _bytes];
    }

    private void Block(bool isLast, int symbols)
    {
        Put(isLast ? 1u : 0, 1);
        switch (random.Next(5))
        {
            case 0:
                Stored(symbols);
                break;
            case 1:
                Put(1, 2);
                int[] used = [.. Enumerable.Range(0, EndOfBlock + 1 + LengthSymbols)];
                Symbols(symbols, Codes.Fixed(), used, [.. Enumerable.Range(0, DistanceSymbols)]);
                break;
            default:
                Put(2, 2);
                Dynamic(symbols);
                break;
        }
    }

    private void Stored(int symbols)
    {
        var bytes = new byte[random.Next(4) == 0 ? random.Next(ushort.MaxValue + 1) : symbols];
        random.NextBytes(bytes);
        Put(0, 2);
        Align();
        Put((uint)bytes.Length, 16);
        Put((uint)bytes.Length ^ 0xFFFF, 16);
        foreach (var value in bytes)
        {
            Put(value, 8);
        }

        _text.AddRange(bytes);
    }

    private void Dynamic(int symbols)
    {
        // The end-of-block symbol is always included. A code with one symbol can have one bit.
        var letters = Some(
            256,
            random.Next(4) switch
            {
                0 => random.Next(4),
                1 => 256,
                _ => random.Next(257),
            }
        );
        var lengths = random.Next(4) == 0 ? [] : Some(LengthSymbols, random.Next(1, LengthSymbols + 1));
        var distances = Some(DistanceSymbols, random.Next(8) == 0 ? random.Next(2) : random.Next(DistanceSymbols + 1));
        int[] used = [.. letters, EndOfBlock, .. lengths.Select(length => length + EndOfBlock + 1)];
        var codes = new Codes(Lengths(used, 286, MaxBits), Lengths(distances, DistanceSymbols, MaxBits));
        Header(codes);
        Symbols(symbols, codes, used, distances);
    }

    private void Symbols(int count, Codes codes, int[] used, int[] distances)
    {
        for (; count > 0; count--)
        {
            var symbol = used[random.Next(used.Length)];
            if (symbol < EndOfBlock)
            {
                Code(codes.Literals, symbol);
                _text.Add((byte)symbol);
            }
            else if (symbol > EndOfBlock && Reachable(distances) is { Count: > 0 } near)
            {
                Match(codes, symbol - EndOfBlock - 1, near[random.Next(near.Count)]);
            }
        }

        Code(codes.Literals, EndOfBlock);
    }

    private List<int> Reachable(int[] distances) => [.. distances.Where(symbol => DistanceBase(symbol) <= _text.Count)];

    private void Match(Codes codes, int lengthSymbol, int distanceSymbol)
    {
        var (length, lengthExtra) = (LengthBase(lengthSymbol), LengthExtra(lengthSymbol));
        var longer = random.Next(lengthSymbol == LengthSymbols - 2 ? (1 << lengthExtra) - 1 : 1 << lengthExtra);
        var (distance, distanceExtra) = (DistanceBase(distanceSymbol), DistanceExtra(distanceSymbol));
        var most = Math.Min((1 << distanceExtra) - 1, _text.Count - distance);
        var farther = random.Next(3) == 0 ? most : random.Next(most + 1);
        Code(codes.Literals, lengthSymbol + EndOfBlock + 1);
        Put((uint)longer, lengthExtra);
        Code(codes.Distances, distanceSymbol);
        Put((uint)farther, distanceExtra);
        for (var left = length + longer; left > 0; left--)
        {
            _text.Add(_text[^(distance + farther)]);
        }
    }

    private void Header(Codes codes)
    {
        var lastLiteral = Array.FindLastIndex(codes.LiteralLengths, length => length > 0);
        var literals = random.Next(2) == 0 ? 286 : Math.Max(257, lastLiteral + 1);
        var distances = Math.Max(1, Array.FindLastIndex(codes.DistanceLengths, length => length > 0) + 1);
        var runs = Runs([.. codes.LiteralLengths.Take(literals), .. codes.DistanceLengths.Take(distances)]);
        var used = runs.Select(run => run.Symbol).Distinct().ToList();

        // A code for lengths must be complete, so it has two symbols or more.
        var unused = Enumerable.Range(0, CodeOrder.Length).Except(used).ToList();
        used.AddRange(unused.Take(Math.Max(2 - used.Count, random.Next(3))));
        var lengths = Lengths([.. used], CodeOrder.Length, MaxCodeLengthBits);
        var code = Codes.Of(lengths);
        var count = Math.Max(4, Array.FindLastIndex(CodeOrder, symbol => lengths[symbol] > 0) + 1);
        Put((uint)literals - 257, 5);
        Put((uint)distances - 1, 5);
        Put((uint)count - 4, 4);
        foreach (var symbol in CodeOrder.Take(count))
        {
            Put((uint)lengths[symbol], 3);
        }

        foreach (var (symbol, value, bits) in runs)
        {
            Code(code, symbol);
            Put((uint)value, bits);
        }
    }

    /// <summary>Encodes code lengths; some repeated lengths are encoded as repetitions.</summary>
    private List<(int Symbol, int Value, int Bits)> Runs(int[] lengths)
    {
        var runs = new List<(int, int, int)>();
        for (var at = 0; at < lengths.Length; )
        {
            var same = lengths.Skip(at).TakeWhile(length => length == lengths[at]).Count();
            var (symbol, least, bits) =
                lengths[at] > 0 ? (16, 3, 2)
                : same >= 11 ? (18, 11, 7)
                : (17, 3, 3);
            var before = symbol == 16 && (at == 0 || lengths[at - 1] != lengths[at]);
            if (before || same < least || random.Next(5) == 0)
            {
                runs.Add((lengths[at++], 0, 0));
                continue;
            }

            var times = random.Next(least, Math.Min(same, least + (1 << bits) - 1) + 1);
            runs.Add((symbol, times - least, bits));
            at += times;
        }

        return runs;
    }

    /// <summary>The lengths of a complete code for some symbols: even, skewed, or random.</summary>
    private int[] Lengths(int[] used, int all, int most)
    {
        var lengths = new int[all];
        if (used.Length == 1)
        {
            lengths[used[0]] = 1;
        }

        if (used.Length <= 1)
        {
            return lengths;
        }

        var leaves = new List<int> { 0 };
        var skew = random.Next(3);
        while (leaves.Count < used.Length)
        {
            var open = leaves.Where(depth => depth < most).ToList();
            var depth =
                skew == 0 ? open.Max()
                : skew == 1 ? open.Min()
                : open[random.Next(open.Count)];

            // Skewed codes must keep enough free codes for the remaining symbols.
            depth = used.Length - leaves.Count > 1 << Math.Max(0, most - depth - 1) ? open.Min() : depth;
            leaves.Remove(depth);
            leaves.AddRange([depth + 1, depth + 1]);
        }

        var shuffled = used.ToArray();
        random.Shuffle(shuffled);
        for (var i = 0; i < shuffled.Length; i++)
        {
            lengths[shuffled[i]] = leaves[i];
        }

        return lengths;
    }

    private int[] Some(int all, int count)
    {
        var symbols = Enumerable.Range(0, all).ToArray();
        random.Shuffle(symbols);
        return symbols[..count];
    }

    private void Code((int Bits, int Length)[] codes, int symbol) =>
        Put((uint)codes[symbol].Bits, codes[symbol].Length);

    private void Put(uint value, int bits)
    {
        _bits |= (ulong)value << _count;
        for (_count += bits; _count >= 8; _count -= 8)
        {
            _bytes.Add((byte)_bits);
            _bits >>= 8;
        }
    }

    private void Align()
    {
        if (_count > 0)
        {
            Put((uint)random.Next(1 << (8 - _count)), 8 - _count);
        }
    }

    private static int LengthExtra(int symbol) => symbol is < 8 or LengthSymbols - 1 ? 0 : (symbol - 4) / 4;

    private static int LengthBase(int symbol) =>
        symbol < 8 ? symbol + 3
        : symbol == LengthSymbols - 1 ? 258
        : 3 + ((4 + (symbol & 3)) << LengthExtra(symbol));

    private static int DistanceExtra(int symbol) => symbol < 4 ? 0 : (symbol - 2) / 2;

    private static int DistanceBase(int symbol) =>
        symbol < 4 ? symbol + 1 : 1 + ((2 + (symbol & 1)) << DistanceExtra(symbol));

    /// <summary>The two codes of a block. The first bit of a code is the lowest bit.</summary>
    private sealed record Codes(int[] LiteralLengths, int[] DistanceLengths)
    {
        public (int Bits, int Length)[] Literals { get; } = Of(LiteralLengths);

        public (int Bits, int Length)[] Distances { get; } = Of(DistanceLengths);

        public static Codes Fixed() =>
            new(
                [
                    .. Enumerable
                        .Range(0, 288)
                        .Select(symbol =>
                            symbol < 144 ? 8
                            : symbol < 256 ? 9
                            : symbol < 280 ? 7
                            : 8
                        ),
                ],
                [.. Enumerable.Repeat(5, 32)]
            );

        public static (int Bits, int Length)[] Of(int[] lengths)
        {
            var codes = new (int Bits, int Length)[lengths.Length];
            var next = 0;
            for (var length = 1; length <= MaxBits; length++, next <<= 1)
            {
                for (var symbol = 0; symbol < lengths.Length; symbol++)
                {
                    if (lengths[symbol] == length)
                    {
                        codes[symbol] = (Reversed(next++, length), length);
                    }
                }
            }

            return codes;
        }

        private static int Reversed(int code, int length) =>
            Enumerable.Range(0, length).Sum(bit => ((code >> bit) & 1) << (length - 1 - bit));
    }
}
