using System.IO.Compression;
using System.IO.Hashing;
using InputSdk.S3.Buffering;
using InputSdk.S3.Decode;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class GunzipTests
{
    private const string Place = "s3://audit-logs/key";

    public static TheoryData<int> Chunks => [1, 7, 4096, int.MaxValue];

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task Any_number_of_members_is_read_with_any_chunk_size(int chunk)
    {
        var text = Samples.Rows(1, 400);
        byte[][] bodies =
        [
            Samples.Gzip(text),
            [.. Samples.Gzip(text.AsSpan(0, 10)), .. Samples.EmptyMember, .. Samples.Gzip(text.AsSpan(10))],
            [.. text.Chunk(97).SelectMany(part => Samples.Gzip(part))],
        ];
        foreach (var body in bodies)
        {
            Assert.Equal(text, await DecodeAsync(body, chunk));
        }
    }

    [Fact]
    public async Task Truncation_at_any_byte_except_between_members_is_detected()
    {
        var (first, second) = (Samples.Gzip(Samples.Rows(1, 6)), Samples.Gzip(Samples.Rows(7, 6)));
        byte[] body = [.. first, .. second];
        for (var length = 3; length < body.Length; length++)
        {
            if (length == first.Length)
            {
                Assert.Equal(Samples.Rows(1, 6), await DecodeAsync(body[..length]));
                continue;
            }

            var error = (await Assert.ThrowsAsync<InputException>(() => DecodeAsync(body[..length]))).Error;
            Assert.Equal("object.corrupt", error.Code);
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public async Task Output_before_a_detected_truncation_is_a_prefix_of_the_text(CompressionLevel level)
    {
        var text = Samples.Rows(1, 12);
        var body = Samples.Gzip(text, level);
        for (var length = 3; length < body.Length; length++)
        {
            using var decoded = new MemoryStream();
            await using var cut = new DecodedObject(new MemoryStream(body, 0, length), length, Place, Limits.Default);
            var error = (await Assert.ThrowsAsync<InputException>(() => CopyAsync(cut, decoded))).Error;
            Assert.Equal("object.corrupt", error.Code);
            Assert.True(text.AsSpan().StartsWith(decoded.ToArray()), $"cut to {length} bytes: the output differs");
        }
    }

    [Fact]
    public async Task A_flipped_bit_is_detected_if_it_changes_the_text()
    {
        var text = Samples.Rows(1, 3);
        var body = Samples.Gzip(text);
        for (var bit = 3 * 8; bit < body.Length * 8; bit++)
        {
            var damaged = body.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // In the header's time, operating system and similar fields, it has no effect on the text.
                Assert.Equal(text, await DecodeAsync(damaged));
            }
            catch (InputException e)
            {
                Assert.Equal("object.corrupt", e.Error.Code);
            }
        }
    }

    [Fact]
    public async Task An_error_follows_the_text_before_it_and_names_its_byte()
    {
        var text = Samples.Rows(1, 12);
        byte[] body = [.. Samples.Gzip(text), .. "no gzip"u8];
        using var decoded = new MemoryStream();
        await using var damaged = new DecodedObject(new MemoryStream(body), body.Length, Place, Limits.Default);
        var error = (await Assert.ThrowsAsync<InputException>(() => CopyAsync(damaged, decoded))).Error;
        Assert.Equal(text, decoded.ToArray());
        Assert.StartsWith(
            $"{Place}: expected complete gzip, found bytes that are not a gzip header at byte {body.Length - 6}, "
                + $"after {text.Length} bytes of text.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task Bytes_after_the_end_are_detected(int count)
    {
        byte[] body = [.. Samples.Log(), .. Enumerable.Repeat((byte)'x', count)];
        Assert.Equal("object.corrupt", (await Assert.ThrowsAsync<InputException>(() => DecodeAsync(body))).Error.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(512)]
    [InlineData(200_000)]
    public async Task Zeros_after_the_end_are_padding(int count)
    {
        var text = Samples.Rows(1, 3);
        byte[][] bodies =
        [
            Samples.Gzip(text),
            [.. Samples.Gzip(text.AsSpan(..50)), .. Samples.Gzip(text.AsSpan(50..))],
            [.. Samples.Gzip(text), .. Samples.EmptyMember],
        ];
        foreach (var body in bodies)
        {
            foreach (var chunk in (int[])[1, 7, int.MaxValue])
            {
                Assert.Equal(
                    text,
                    await DecodeAsync([.. body, .. new byte[count]], count > 1_000 ? int.MaxValue : chunk)
                );
            }
        }
    }

    [Fact]
    public async Task Zeros_are_not_padding_if_the_data_is_truncated_or_other_bytes_follow()
    {
        var text = Samples.Rows(1, 3);
        var body = Samples.Gzip(text);
        await Assert.ThrowsAsync<InputException>(() => DecodeAsync([.. body, 0, 0, 1]));
        await Assert.ThrowsAsync<InputException>(() => DecodeAsync([.. body, 1, 0, 0]));
        await Assert.ThrowsAsync<InputException>(() => DecodeAsync([.. body, 0, .. Samples.Gzip(text)]));
        for (var length = 3; length < body.Length; length++)
        {
            // If only zeros were cut off, the padding replaces them.
            if (body.AsSpan(length).ContainsAnyExcept((byte)0))
            {
                await Assert.ThrowsAsync<InputException>(() => DecodeAsync([.. body[..length], .. new byte[40]]));
            }
        }
    }

    [Fact]
    public async Task Gzip_within_gzip_is_decompressed_at_most_twice()
    {
        var text = Samples.Rows(1, 3);
        var twice = Samples.Gzip(Samples.Gzip(text));
        Assert.Equal(text, await DecodeAsync(twice));
        Assert.Equal(Samples.Gzip(text), await DecodeAsync(Samples.Gzip(twice)));
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_before_it_fills_the_memory()
    {
        var limits = new Limits
        {
            ExpansionFreeBytes = 100_000,
            ExpansionRatio = 50,
            WholeObjectBytes = 1_000_000,
        };
        var error = (
            await Assert.ThrowsAsync<InputException>(() => DecodeAsync(Samples.Gzip(new byte[500_000]), limits: limits))
        ).Error;
        Assert.Equal("object.too_large", error.Code);
        Assert.Contains("s3://audit-logs/key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_within_gzip_with_only_empty_blocks_is_refused()
    {
        // Each block has ten bits and no text. Four of them are five bytes.
        byte[] four = [0x02, 0x08, 0x20, 0x80, 0x00];
        byte[] blocks = [.. Enumerable.Repeat(four, 100_000).SelectMany(bytes => bytes)];
        byte[] inner = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, .. blocks, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Empty(await DecodeAsync(inner));
        Assert.Empty(await DecodeAsync(Samples.Gzip(inner)));
        var limits = new Limits { InnerGzipFreeBytes = 300_000, ExpansionRatio = 50 };
        var error = await Assert.ThrowsAsync<InputException>(() => DecodeAsync(Samples.Gzip(inner), limits: limits));
        Assert.Equal("object.too_large", error.Error.Code);
    }

    [Fact]
    public async Task A_match_cannot_refer_to_the_previous_member()
    {
        // One fixed block: a match of 3 bytes at distance 1. The checksum and the length are those of "xxx".
        var checksum = BitConverter.GetBytes(Crc32.HashToUInt32("xxx"u8));
        byte[] second = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 2, 0, .. checksum, 3, 0, 0, 0];
        var error = await Assert.ThrowsAsync<InputException>(() => DecodeAsync([.. Samples.Gzip("x"u8), .. second]));
        Assert.Contains("found invalid compressed data at byte", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_is_compared_with_its_checksum()
    {
        byte[] header = [0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3];
        var checksum = BitConverter.GetBytes(Crc32.HashToUInt32(header));
        Assert.Empty(await DecodeAsync([.. header, .. checksum[..2], .. Samples.EmptyMember.AsSpan(10)]));
        checksum[1] ^= 1;
        var error = await Assert.ThrowsAsync<InputException>(() =>
            DecodeAsync([.. header, .. checksum[..2], .. Samples.EmptyMember.AsSpan(10)])
        );
        Assert.Contains(
            "found a header that does not match its checksum",
            error.Error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Decoding_can_be_canceled_even_if_it_yields_no_text()
    {
        byte[] inner = [.. Samples.EmptyMember, .. new byte[1_000_000]];
        var body = Samples.Gzip(inner);
        using var cancellation = new CancellationTokenSource();
        var canceling = new CancelingBody(body, cancellation);
        await using var text = new DecodedObject(canceling, body.Length, Place, Limits.Default);
        var read = text.ReadAsync(new byte[10], 0, cancellation.Token).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private static async Task<byte[]> DecodeAsync(byte[] body, int chunk = int.MaxValue, Limits? limits = null)
    {
        var store = new MemoryStore { ChunkSize = chunk };
        store.Put("key", body);
        var version = (await store.ListAsync(new ListRequest { Prefix = "" }, default)).Objects[0];
        var bytes = await store.GetAsync(version, default);
        await using var text = new DecodedObject(bytes, body.Length, Place, limits ?? Limits.Default);
        using var decoded = new MemoryStream();
        await CopyAsync(text, decoded);
        return decoded.ToArray();
    }

    private static async Task CopyAsync(DecodedObject text, MemoryStream to)
    {
        var (buffer, end) = (new byte[GunzipReader.WindowBytes + 10_000], 0);
        for (var read = 1; read > 0; end += read)
        {
            var kept = Math.Min(end, GunzipReader.WindowBytes);
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
            end = kept;
            read = await text.ReadAsync(buffer, end, default);
            to.Write(buffer, end, read);
        }
    }

    /// <summary>Returns all of its bytes at once, and cancels its reader.</summary>
    private sealed class CancelingBody(byte[] bytes, CancellationTokenSource cancellation) : ReadOnlyStream
    {
        private readonly MemoryStream _bytes = new(bytes);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = _bytes.Read(buffer.Span);
            if (_bytes.Position == _bytes.Length)
            {
                cancellation.Cancel();
            }

            return new(read);
        }

        protected override void Dispose(bool disposing)
        {
            _bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
