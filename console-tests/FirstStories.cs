using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>From an empty console to records.</summary>
public sealed class FirstStories : ConsoleStory
{
    [ConsoleFact]
    public async Task An_input_with_a_schedule_runs_as_soon_as_it_is_added_and_has_each_record_once()
    {
        AddLogs(count: 5, rows: 20);
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["every"] = 3600 }));
        var input = await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        AssertEachRecordOnce(input);
        Assert.Equal("idle", ConsoleClient.State(input));
        Assert.Equal((100, 5, 0), (Number(input, "records"), Number(input, "objects"), Number(input, "rejectedLines")));
        Assert.InRange(input["nextRun"]!.GetValue<DateTimeOffset>(), input["lastRunEnded"]!.GetValue<DateTimeOffset>(), input["lastRunEnded"]!.GetValue<DateTimeOffset>().AddSeconds(3600));
        var run = Assert.Single(input["lastRuns"]!.AsArray())!;
        Assert.Equal(("done", 100, 5), (run["outcome"]!.GetValue<string>(), Number(run, "records"), Number(run, "objects")));
    }

    [ConsoleFact]
    public async Task What_is_added_to_the_bucket_comes_with_the_next_run_of_the_schedule()
    {
        AddLogs(count: 2, rows: 10);
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["cron"] = EveryTenSeconds }));
        await Client.UntilAsync(id, input => Number(input, "records") == 20);
        AddLog(TimeProvider.System.GetUtcNow(), first: 5, rows: 3);
        AssertEachRecordOnce(await Client.UntilAsync(id, input => Number(input, "records") == 23));
    }

    [ConsoleFact]
    public async Task An_input_without_a_schedule_runs_when_somebody_says_so()
    {
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        var before = await Client.GetAsync($"/api/inputs/{id}");
        Assert.Equal(("idle", "never", null), (ConsoleClient.State(before), ConsoleClient.Outcome(before), before["nextRun"]));
        AssertEachRecordOnce(await Client.RunToEndAsync(id));
    }

    [ConsoleFact]
    public async Task The_youngest_object_that_was_read_tells_how_far_behind_the_input_is()
    {
        AddLogs(count: 2, rows: 3);
        var id = await Client.AddAsync(Input());
        Assert.Null((await Client.GetAsync($"/api/inputs/{id}"))["cursor"]);
        var youngest = Directory.GetFiles(Work.File("buckets"), "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var written = DateTimeOffset.FromUnixTimeSeconds(1_710_000_000);
        foreach (var file in Directory.GetFiles(Work.File("buckets"), "*.gz", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, written.AddHours(file == youngest ? 0 : -1).UtcDateTime);
        }

        var input = await Client.RunToEndAsync(id);
        Assert.Equal(written, input["cursor"]!["time"]!.GetValue<DateTimeOffset>());
        Assert.EndsWith(Uri.UnescapeDataString(Path.GetFileName(youngest)), input["cursor"]!["key"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.InRange(input["lagSeconds"]!.GetValue<long>(), 0, (long)(input["lastRunEnded"]!.GetValue<DateTimeOffset>() - written).TotalSeconds + 60);
    }

    [ConsoleFact]
    public async Task The_records_written_last_are_shown_and_downloaded()
    {
        AddLogs(count: 1, rows: 30);
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);
        var shown = await Client.GetAsync($"/api/inputs/{id}/records?last=5");
        Assert.Equal("connectionlog.ndjson", shown["file"]!.GetValue<string>());
        Assert.Equal(Pids.TakeLast(5).Select(pid => $"{pid}"), shown["records"]!.AsArray().Select(record => record!["pid"]!.GetValue<string>()));
        var download = await Client.SendAsync(HttpMethod.Get, $"/api/inputs/{id}/records/download?last=7");
        Assert.Equal("application/x-ndjson", download.MediaType);
        Assert.Equal(7, download.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)).Count());
    }

    [ConsoleFact]
    public async Task A_removed_input_is_gone_with_its_records_or_leaves_them_as_was_asked()
    {
        AddLogs(count: 1, rows: 3);
        foreach (var isWithRecords in new[] { false, true })
        {
            var id = await Client.AddAsync(Input());
            var folder = (await Client.RunToEndAsync(id))["output"]!["folder"]!.GetValue<string>();
            Assert.Equal(204, (await Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}?records={(isWithRecords ? "true" : "false")}")).Status);
            Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, $"/api/inputs/{id}")).Status);
            Assert.Equal(!isWithRecords, File.Exists(Path.Combine(folder, "connectionlog.ndjson")));
            Assert.False(File.Exists(Path.Combine(folder, "..", "state.db")));
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task Who_watches_an_input_that_is_removed_is_told_no_more_and_brings_nothing_of_it_back()
    {
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        var folder = (await Client.RunToEndAsync(id))["output"]!["folder"]!.GetValue<string>();
        var told = 0;
        await foreach (var _ in Client.EventsAsync($"/api/inputs/{id}/events"))
        {
            if (told++ == 0)
            {
                Assert.Equal(204, (await Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}?records=true")).Status);
            }
        }

        Assert.Equal(1, told);
        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
    }

    [ConsoleFact]
    public async Task It_says_that_it_is_well_and_describes_its_api()
    {
        Assert.Equal("ok", (await Client.GetAsync("/health"))["status"]!.GetValue<string>());
        var paths = (await Client.GetAsync("/openapi/v1.json"))["paths"]!.AsObject().Select(path => path.Key).ToList();
        Assert.Contains("/api/inputs/{id}/events", paths);
        Assert.Contains("/api/check", paths);
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, "/api/no-such-thing")).Status);
    }

    private static long Number(JsonNode node, string member) => node[member]!.GetValue<long>();
}
