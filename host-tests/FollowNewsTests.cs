using InputHost.Health;
using InputHost.State;
using Xunit;

namespace InputHost.Tests;

/// <summary>The lines that a continuous run writes to its log.</summary>
public sealed class FollowNewsTests
{
    private static readonly DateTimeOffset Start = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly FollowNews _news = new(Start);

    [Fact]
    public void A_pass_that_read_something_is_one_line_and_a_pass_without_news_is_none()
    {
        var first = Figures(records: 5, objects: 1) with { NewestObject = Start.AddMinutes(-31), Unread = 2 };
        Assert.Equal(
            [
                "Read 5 records from 1 object (500 B). The newest object is from 2024-03-12 11:29:00 UTC. "
                    + "2 objects unread.",
            ],
            Lines(first, Start.AddSeconds(2))
        );
        Assert.Empty(Lines(first, Start.AddMinutes(1)));
        Assert.Equal(
            ["Read 0 records from 1 object (100 B), 3 lines rejected."],
            Lines(Figures(records: 5, objects: 2, rejected: 3) with { }, Start.AddMinutes(2))
        );
    }

    [Fact]
    public void The_first_pass_after_failures_says_how_many_failed_and_for_how_long()
    {
        _news.FailPass(Start.AddSeconds(10));
        _news.FailPass(Start.AddSeconds(15));
        Assert.Equal(
            ["The source responds again. 2 passes failed within 45 s. No record was lost."],
            Lines(Figures(), Start.AddSeconds(55))
        );
        Assert.Empty(Lines(Figures(), Start.AddSeconds(60)));
    }

    [Fact]
    public void Each_hour_has_a_line_with_its_own_totals()
    {
        Assert.Null(_news.EndHour(Figures(), Start.AddMinutes(59)));
        Lines(Figures(records: 5, objects: 1), Start.AddMinutes(1));
        _news.FailPass(Start.AddMinutes(2));
        Assert.Equal(
            "Since 12:00 UTC: 5 records from 1 object (500 B) in 2 passes, 1 of them failed.",
            _news.EndHour(Figures(records: 5, objects: 1), Start.AddMinutes(60))!.Text
        );
        Assert.Null(_news.EndHour(Figures(records: 5, objects: 1), Start.AddMinutes(61)));
        Assert.Equal(
            "Since 13:00 UTC: 0 records from 0 objects (0 B) in 0 passes, 0 of them failed.",
            _news.EndHour(Figures(records: 5, objects: 1), Start.AddMinutes(121))!.Text
        );
    }

    private static InputFigures Figures(long records = 0, long objects = 0, long rejected = 0) =>
        new() { Labels = [], Committed = new CommittedTotals(records, rejected, Bytes(records, objects), objects) };

    private static long Bytes(long records, long objects) => (records * 80) + (objects * 100);

    private IEnumerable<string> Lines(InputFigures figures, DateTimeOffset now) =>
        _news.EndPass(figures, now).Select(line => line.ToString());
}
