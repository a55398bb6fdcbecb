using InputHost.Read;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>When rejected lines need attention, and what is reported about them.</summary>
public sealed class RejectTallyTests
{
    [Theory]
    [InlineData(90, 10, false)]
    [InlineData(89, 11, true)]
    [InlineData(0, 1, true)]
    [InlineData(1_000, 0, false)]
    public void An_object_with_more_than_a_tenth_of_its_lines_rejected_needs_attention(
        int records,
        int rejected,
        bool needsPerson
    )
    {
        foreach (var followedByAnother in (bool[])[false, true])
        {
            var tally = new RejectTally();
            tally.Count(Batch("a", 500));
            tally.Count(Batch("b", records));
            Reject(tally, "b", rejected);
            if (followedByAnother)
            {
                tally.Count(Batch("c", 10_000));
            }

            Assert.Equal(needsPerson, tally.NeedsAttention);
            Assert.Equal(
                needsPerson,
                tally.Remarks.Any(remark =>
                    remark.StartsWith("More than a tenth of the lines of b ", StringComparison.Ordinal)
                )
            );
        }
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    public void A_pass_that_rejects_more_than_a_thousand_lines_needs_attention(int rejected, bool needsPerson)
    {
        var tally = new RejectTally();
        for (var i = 0; i < rejected; i++)
        {
            tally.Count(Batch($"{i}", 1_000));
            Reject(tally, $"{i}", 1);
        }

        Assert.Equal(needsPerson, tally.NeedsAttention);

        // Many passes with a few rejected lines each do not count as one pass with many.
        var following = new RejectTally();
        for (var i = 0; i < rejected; i++)
        {
            following.BeginPass();
            following.Count(Batch($"{i}", 1_000));
            Reject(following, $"{i}", 1);
        }

        Assert.False(following.NeedsAttention);
    }

    [Fact]
    public void The_three_most_frequent_reasons_are_named()
    {
        var tally = new RejectTally();
        tally.Count(Batch("a", 10_000));
        foreach (
            var (reason, count) in (ReadOnlySpan<(string, int)>)[("one", 1), ("four", 4), ("three", 3), ("two", 2)]
        )
        {
            Reject(tally, "a", count, reason);
        }

        Assert.Equal(["rejected: 4 lines: four", "rejected: 3 lines: three", "rejected: 2 lines: two"], tally.Remarks);
    }

    [Fact]
    public void An_unlimited_number_of_reasons_is_counted_by_code()
    {
        var tally = new RejectTally();
        tally.Count(Batch("a", 100_000));
        for (var i = 0; i < 500; i++)
        {
            Reject(tally, "a", 1, $"reason {i}");
        }

        Assert.Equal("rejected: 400 lines: line.column_count", tally.Remarks.First());
    }

    private static RecordBatch Batch(string key, int count) =>
        new()
        {
            LogType = "log",
            Origin = Origin(key, 1),
            Count = count,
            Records = default,
        };

    private static void Reject(RejectTally tally, string key, int count, string reason = "it is none")
    {
        for (var i = 1; i <= count; i++)
        {
            tally.Count(
                new RejectedLine
                {
                    LogType = "log",
                    Origin = Origin(key, i),
                    Raw = default,
                    Error = new InputError
                    {
                        Kind = ErrorKind.Data,
                        Code = "line.column_count",
                        Message = $"s3://bucket/{key}, line {i}: {reason}; of 3 lines here 2 have 22. Inspect it.",
                    },
                }
            );
        }
    }

    private static RecordOrigin Origin(string key, long line) =>
        new()
        {
            Container = "bucket",
            Object = key,
            Version = "1",
            Ordinal = line,
        };
}
