using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace InputSdk.S3.Formats;

/// <summary>
/// The compression function of SHA-256 (FIPS 180-4) for eight messages at once, one in each lane of a vector. The hash
/// function of .NET takes longer for one record than parsing and writing the record.
/// </summary>
internal static class Sha256Lanes
{
    public const int Lanes = 8;
    public const int BlockBytes = 64;
    public const int StateWords = 8;

    /// <summary>The length of the buffer for the words of a block.</summary>
    public const int Rounds = 64;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static readonly uint[] Constants =
    [
        0x428a2f98,
        0x71374491,
        0xb5c0fbcf,
        0xe9b5dba5,
        0x3956c25b,
        0x59f111f1,
        0x923f82a4,
        0xab1c5ed5,
        0xd807aa98,
        0x12835b01,
        0x243185be,
        0x550c7dc3,
        0x72be5d74,
        0x80deb1fe,
        0x9bdc06a7,
        0xc19bf174,
        0xe49b69c1,
        0xefbe4786,
        0x0fc19dc6,
        0x240ca1cc,
        0x2de92c6f,
        0x4a7484aa,
        0x5cb0a9dc,
        0x76f988da,
        0x983e5152,
        0xa831c66d,
        0xb00327c8,
        0xbf597fc7,
        0xc6e00bf3,
        0xd5a79147,
        0x06ca6351,
        0x14292967,
        0x27b70a85,
        0x2e1b2138,
        0x4d2c6dfc,
        0x53380d13,
        0x650a7354,
        0x766a0abb,
        0x81c2c92e,
        0x92722c85,
        0xa2bfe8a1,
        0xa81a664b,
        0xc24b8b70,
        0xc76c51a3,
        0xd192e819,
        0xd6990624,
        0xf40e3585,
        0x106aa070,
        0x19a4c116,
        0x1e376c08,
        0x2748774c,
        0x34b0bcb5,
        0x391c0cb3,
        0x4ed8aa4a,
        0x5b9cca4f,
        0x682e6ff3,
        0x748f82ee,
        0x78a5636f,
        0x84c87814,
        0x8cc70208,
        0x90befffa,
        0xa4506ceb,
        0xbef9a3f7,
        0xc67178f2,
    ];

    /// <summary>The first 32 bits of the fractional parts of the square roots of the first 8 primes.</summary>
    private static readonly uint[] Initial =
    [
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19,
    ];

    /// <summary>Sets the state of all lanes to that of an empty message.</summary>
    public static void Start(Span<Vector256<uint>> state)
    {
        for (var word = 0; word < StateWords; word++)
        {
            state[word] = Vector256.Create(Initial[word]);
        }
    }

    /// <summary>Adds the same block to the messages of all lanes.</summary>
    /// <param name="state">The state of the lanes, which is changed.</param>
    /// <param name="block">The block.</param>
    /// <param name="words">A buffer of <see cref="Rounds"/> vectors.</param>
    public static void AddToAll(Span<Vector256<uint>> state, ReadOnlySpan<byte> block, Span<Vector256<uint>> words)
    {
        for (var word = 0; word < 16; word++)
        {
            words[word] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(block[(4 * word)..]));
        }

        Compress(state, words);
    }

    /// <summary>Adds a block to the message of each lane.</summary>
    /// <param name="state">The state of the lanes, which is changed.</param>
    /// <param name="blocks">The block of lane n starts at <paramref name="stride"/> · n.</param>
    /// <param name="stride">The distance between the blocks of two lanes.</param>
    /// <param name="words">A buffer of <see cref="Rounds"/> vectors.</param>
    public static void Add(
        Span<Vector256<uint>> state,
        ReadOnlySpan<byte> blocks,
        int stride,
        Span<Vector256<uint>> words
    )
    {
        for (var word = 0; word < 16; word++)
        {
            var lanes = Vector256<uint>.Zero;
            for (var lane = 0; lane < Lanes; lane++)
            {
                var value = BinaryPrimitives.ReadUInt32BigEndian(blocks[((lane * stride) + (4 * word))..]);
                lanes = lanes.WithElement(lane, value);
            }

            words[word] = lanes;
        }

        Compress(state, words);
    }

    private static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> words)
    {
        for (var t = 16; t < Rounds; t++)
        {
            var (early, late) = (words[t - 15], words[t - 2]);
            var small0 = Right(early, 7) ^ Right(early, 18) ^ (early >>> 3);
            var small1 = Right(late, 17) ^ Right(late, 19) ^ (late >>> 10);
            words[t] = words[t - 16] + small0 + words[t - 7] + small1;
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var t = 0; t < Rounds; t++)
        {
            var choice = (e & f) ^ Vector256.AndNot(g, e);
            var first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + choice;
            first += Vector256.Create(Constants[t]) + words[t];
            var majority = (a & b) ^ (a & c) ^ (b & c);
            var second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + majority;
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        (state[0], state[1], state[2], state[3]) = (state[0] + a, state[1] + b, state[2] + c, state[3] + d);
        (state[4], state[5], state[6], state[7]) = (state[4] + e, state[5] + f, state[6] + g, state[7] + h);
    }

    /// <summary>Rotates each word to the right.</summary>
    private static Vector256<uint> Right(Vector256<uint> word, int bits) => (word >>> bits) | (word << (32 - bits));
}
