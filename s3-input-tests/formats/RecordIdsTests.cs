using System.Text;
using InputSdk.S3.Formats;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The ids of the engine are those of the contract, for texts of every length.</summary>
public sealed class RecordIdsTests
{
    public static TheoryData<int> Lengths => new(Enumerable.Range(0, 130));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void An_id_is_that_of_the_contract(int length)
    {
        var origin = new RecordOrigin
        {
            Container = "bucket",
            Object = new string('k', length) + "é",
            Version = "etag",
            Ordinal = 0,
        };
        var source = new RecordSource("connector", "log", origin, new Dictionary<string, string>());
        var ids = new RecordIds(source.IdPrefix);
        long[] starts = [1, 5, 95, 996, 99_999, 9_999_999_995, long.MaxValue - 20];
        foreach (var line in starts.SelectMany(start => Enumerable.Range(0, 12).Select(i => start + i)))
        {
            Assert.Equal(RecordId.Of("connector", "log", origin with { Ordinal = line }), Written(ids, line));
        }

        // Lines that were skipped, and one that is earlier than the last.
        Assert.Equal(RecordId.Of("connector", "log", origin with { Ordinal = 17 }), Written(ids, 17));
    }

    private static string Written(RecordIds ids, long line)
    {
        var output = new RecordBuffer();
        ids.Write(output, line);
        return Encoding.ASCII.GetString(output.Written.Span);
    }
}
