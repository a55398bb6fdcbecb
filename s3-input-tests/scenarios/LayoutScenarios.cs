using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Buckets with other folder layouts than Redshift's.</summary>
public sealed class LayoutScenarios : Scenario
{
    // Wazuh #11523 finds no such day, and #12245 treats 2022/1/10 as earlier than 2022/1/9.
    [Theory]
    [InlineData("yyyy-MM-dd", "dnslogs/")]
    [InlineData("yyyy/M/d", "")]
    [InlineData("yyyy/MM/dd", "config/")]
    public async Task S33_Days_of_any_layout_are_compared_as_dates_and_polled_in_their_own_folders(
        string format,
        string prefix
    )
    {
        for (var day = -20; day <= 0; day++)
        {
            // The bucket was copied: all times are new, so only the folder shows which objects are too old.
            var key = Key(format, prefix, Noon.AddDays(day));
            Store.Put(key, day < -3 ? Samples.Log(9_000) : Logs.Gzip(), Noon.AddHours(-2));
        }

        Store.PageSize = 1;
        var host = new CommittingHost(() => new OtherLayout(format) { OpenStore = (_, _, _) => Store })
        {
            Config = Samples.Config($",\"prefix\":\"{prefix}\",\"backfill_start_time\":\"2024-03-10\""),
        };
        Assert.Equal(4, (await host.PassAsync()).Objects.Count());

        Store.Lists.Clear();
        Store.Now = Noon.AddMinutes(5);
        var fresh = Key(format, prefix, Noon, "fresh");
        Store.Put(fresh, Logs.Gzip());
        Assert.Equal([fresh], (await host.PassAsync(following: true)).Objects);
        Assert.All(Store.Lists, list => Assert.Equal(prefix + Noon.ToString(format) + "/", list.Prefix));

        Store.Now = Noon.AddDays(3);
        Assert.Empty((await host.PassAsync()).Objects);
        Logs.AssertEachOnce(host.Records);
    }

    private static string Key(string format, string prefix, DateTimeOffset day, string cluster = "sales") =>
        $"{prefix}{day.ToString(format)}/{Samples.Key(day, cluster).Split('/')[^1]}";

    private sealed class OtherLayout(string format)
        : S3InputConnector(
            RedshiftAuditLogs.Declaration with
            {
                Layout = new KeyLayout { Levels = [new FolderLevel { Name = "nowhere" }], DayFolder = format },
            }
        );
}
