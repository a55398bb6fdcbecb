using System.IO.Hashing;
using InputSdk.S3.Decode;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The checksum equals that of System.IO.Hashing, for any length of the text and any split into parts.
/// </summary>
public sealed class ChecksumTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_checksum_is_correct_for_every_length(bool isPortable)
    {
        var text = Text();
        var checksum = new Checksum(isPortable);
        for (var length = 0; length <= text.Length; length++)
        {
            checksum.Reset();
            checksum.Append(text.AsSpan(0, length));
            Assert.Equal(Crc32.HashToUInt32(text.AsSpan(0, length)), checksum.Value);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_checksum_is_correct_for_every_split_into_two_parts(bool isPortable)
    {
        var text = Text();
        var checksum = new Checksum(isPortable);
        for (var first = 0; first <= text.Length; first++)
        {
            checksum.Reset();
            checksum.Append(text.AsSpan(0, first));
            checksum.Append(text.AsSpan(first));
            Assert.Equal(Crc32.HashToUInt32(text), checksum.Value);
        }
    }

    private static byte[] Text()
    {
        var text = new byte[1_000];
        new Random(1).NextBytes(text);
        return text;
    }
}
