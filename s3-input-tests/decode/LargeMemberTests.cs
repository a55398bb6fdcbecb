using System.Buffers.Binary;
using System.IO.Hashing;
using InputSdk.S3.Buffering;
using InputSdk.S3.Decode;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A member of more than 4 GiB of text, whose length field therefore lacks the higher bits.</summary>
public sealed class LargeMemberTests
{
    private const long Rounds = 2_100_000;
    private const int MatchesOfRound = 8;
    private const int MatchBytes = 258;
    private const long TextBytes = 1 + (Rounds * MatchesOfRound * MatchBytes);

    [Fact]
    public async Task More_than_4_GiB_are_decoded_and_verified()
    {
        Assert.True(TextBytes > uint.MaxValue);
        var (crc, zeros) = (new Crc32(), new byte[1 << 20]);
        for (var left = TextBytes; left > 0; left -= zeros.Length)
        {
            crc.Append(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        }

        using var gzip = new GunzipReader(new Zeros(crc.GetCurrentHashAsUInt32()), [], "s3://audit-logs/key");
        var (buffer, end, decoded) = (new byte[1 << 20], 0, 0L);
        for (var read = 1; read > 0; decoded += read)
        {
            end = end < buffer.Length ? end : GunzipReader.WindowBytes;
            read = await gzip.ReadAsync(buffer, end, CancellationToken.None);
            Assert.False(buffer.AsSpan(end, read).ContainsAnyExcept((byte)0));
            end += read;
        }

        Assert.Equal(TextBytes, decoded);
    }

    /// <summary>
    /// One block of zeros: a literal, followed by matches of 258 bytes at distance 1. Eight matches take 13 bytes.
    /// </summary>
    private sealed class Zeros : ReadOnlyStream
    {
        private const int RoundBytes = 13;

        // A header; the last block, with fixed codes; and the literal 0, whose code is 00110000.
        private static readonly byte[] Start = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0b01100_011, 0b000];

        private readonly byte[] _round = new byte[RoundBytes];
        private readonly byte[] _end;
        private long _at;

        public Zeros(uint crc)
        {
            // The first 11 bits of the block are in Start, so each round starts at the fourth bit of a byte.
            var bits = new List<bool>();
            for (var match = 0; match < MatchesOfRound; match++)
            {
                // 285 is 11000101; distance 1 is 00000.
                bits.AddRange([true, true, false, false, false, true, false, true, false, false, false, false, false]);
            }

            for (var bit = 0; bit < bits.Count; bit++)
            {
                _round[(bit + 3) % bits.Count / 8] |= (byte)(bits[bit] ? 1 << ((bit + 3) % 8) : 0);
            }

            // The end of the block is 0000000. It completes the byte into which the last round extends.
            _end = [(byte)(_round[0] & 7), 0, .. new byte[8]];
            BinaryPrimitives.WriteUInt32LittleEndian(_end.AsSpan(2), crc);
            BinaryPrimitives.WriteUInt32LittleEndian(_end.AsSpan(6), unchecked((uint)TextBytes));
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = 0;
            for (; length < buffer.Length && At(_at) is { } value; length++, _at++)
            {
                buffer.Span[length] = value;
            }

            return new(length);
        }

        /// <summary>
        /// The first round shares its first byte with the start, and the end shares its first byte with the last round.
        /// </summary>
        private byte? At(long at)
        {
            const long Shared = 11;
            var inRounds = at - Shared;
            return at < Shared ? Start[at]
                : inRounds == 0 ? (byte)((_round[0] & ~7) | Start[Shared])
                : inRounds < Rounds * RoundBytes ? _round[inRounds % RoundBytes]
                : inRounds - (Rounds * RoundBytes) is var end && end < _end.Length ? _end[end]
                : null;
        }
    }
}
