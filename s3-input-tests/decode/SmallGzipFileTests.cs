using System.IO.Compression;
using InputSdk.S3.Fuzz;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Small files with every kind of block, damaged by every possible cut and by every flipped bit.</summary>
public sealed class SmallGzipFileTests
{
    private static readonly byte[] Text = Samples.Rows(1, 3);

    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["stored"] = Samples.Gzip(Text, CompressionLevel.NoCompression),
        ["fixed"] = Compress(ZLibCompressionStrategy.Fixed),
        ["dynamic"] = Compress(ZLibCompressionStrategy.Default),
        ["codes without matches"] = Compress(ZLibCompressionStrategy.HuffmanOnly),
        ["runs"] = Compress(ZLibCompressionStrategy.RunLengthEncoding),
        ["written at random"] = GzipCase.Any(new Random(7), 300).Body,
        ["nothing"] = Samples.EmptyMember,
        ["two members and padding"] =
        [
            .. Samples.Gzip(Text.AsSpan(0, 100)),
            .. Samples.Gzip(Text.AsSpan(100)),
            0,
            0,
            0,
        ],
    };

    public static TheoryData<string> Names => new(Files.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Truncation_at_any_byte_has_the_same_result_as_with_GZipStream(string name) =>
        Assert.All(Enumerable.Range(1, Files[name].Length), length => AssertSame(Files[name][..length]));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_bit_has_the_same_result_as_with_GZipStream(string name)
    {
        for (var bit = 0; bit < 8 * Files[name].Length; bit++)
        {
            var damaged = Files[name].ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertSame(damaged);
        }
    }

    private static void AssertSame(byte[] body)
    {
        var random = new Random(1);
        Assert.Equal(GzipVerdicts.OfGZipStream(body, random), GzipVerdicts.OfOurs(body, 100_000, random, out _));
        var text = GzipVerdicts.OfOurs(body, 100_000, random, out var fault);
        Assert.Equal(text, GzipVerdicts.OfOurs(body, 5, random, out var inDrops));
        Assert.Equal(fault, inDrops);
    }

    private static byte[] Compress(ZLibCompressionStrategy strategy)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, new ZLibCompressionOptions { CompressionStrategy = strategy }))
        {
            gzip.Write(Text);
        }

        return packed.ToArray();
    }
}
