using InputHost.Health;
using InputHost.State;
using Xunit;

namespace InputHost.Tests;

/// <summary>The figures in the text format of Prometheus.</summary>
public sealed class PrometheusTextTests
{
    private static readonly DateTimeOffset Now = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void All_figures_of_all_inputs_are_written() =>
        Snapshot.Match(
            PrometheusText.Of(
                [
                    new InputFigures
                    {
                        Labels = [("input", "a1"), ("name", "Sales")],
                        Committed = new CommittedTotals(244, 3, 11_571, 12),
                        Unread = 2,
                        NewestObject = Now.AddMinutes(-41),
                        LastSuccess = Now.AddSeconds(-7.25),
                        Events = new Dictionary<string, long> { ["s3.object_read"] = 12, ["s3.page_listed"] = 5 },
                    },
                    new InputFigures { Labels = [("input", "b2"), ("name", "New")], IsFailing = true },
                ],
                Now
            )
        );

    [Fact]
    public void Characters_with_a_meaning_are_escaped_in_labels() =>
        Assert.Contains(
            """inputhost_records_total{name="a\"b\\c\nd"} 0""" + "\n",
            PrometheusText.Of([new InputFigures { Labels = [("name", "a\"b\\c\nd")] }], Now),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_number_of_codes_is_limited()
    {
        var counts = new EventCounts();
        for (var i = 0; i < 1_000; i++)
        {
            counts.Add(
                new InputSdk.InputEvent
                {
                    Level = InputSdk.EventLevel.Progress,
                    Code = $"code.{i}",
                    Message = "",
                }
            );
        }

        Assert.Equal((64, 1_000), (counts.ToDictionary().Count, counts.ToDictionary().Values.Sum()));
    }
}
