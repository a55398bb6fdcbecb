using System.Text;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class KeyOrderTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Keys_are_compared_by_their_UTF_8_bytes(int seed)
    {
        var random = new Random(seed);
        string[] parts =
        [
            "",
            "a",
            "ab",
            "/",
            "é",
            "\u7FFF",
            "\uD7FF",
            "\uE000",
            "\uFFFD",
            "\uFFFF",
            "\U00010000",
            "\U0001F600",
            "\U0010FFFF",
        ];
        for (var i = 0; i < 2_000; i++)
        {
            var (left, right) = (Text(), Text());
            var bytes = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
            Assert.True(
                Math.Sign(bytes) == Math.Sign(KeyOrder.Instance.Compare(left, right)),
                $"seed {seed}: {left} and {right}"
            );
        }

        string Text() =>
            string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
