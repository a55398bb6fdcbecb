using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>From an empty console to the first records.</summary>
public sealed class GettingStartedStories : ConsoleStory
{
    [ConsoleFact]
    public async Task An_input_with_a_schedule_runs_as_soon_as_it_is_added_and_writes_each_record_once()
    {
        AddLogs(count: 5, rows: 20);
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["every"] = 3600 }));
        var input = await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        AssertEachRecordOnce(input);
        Assert.Equal("idle", ConsoleClient.State(input));
        Assert.Equal((100, 5, 0), (Number(input, "records"), Number(input, "objects"), Number(input, "rejectedLines")));
        var ended = Time(input["lastRunEnded"]);
        Assert.InRange(Time(input["nextRun"]), ended, ended.AddSeconds(3600));
        var run = Assert.Single(input["lastRuns"]!.AsArray())!;
        Assert.Equal(("done", 100, 5), (ConsoleClient.Outcome(run), Number(run, "records"), Number(run, "objects")));
    }

    [ConsoleFact]
    public async Task The_next_scheduled_run_reads_objects_that_were_added_to_the_bucket()
    {
        AddLogs(count: 2, rows: 10);
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["cron"] = EveryTenSeconds }));
        await Client.UntilAsync(id, input => Number(input, "records") == 20);
        AddLog(TimeProvider.System.GetUtcNow(), first: 5, rows: 3);
        AssertEachRecordOnce(await Client.UntilAsync(id, input => Number(input, "records") == 23));
    }

    [ConsoleFact]
    public async Task An_input_without_a_schedule_runs_on_request()
    {
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        var before = await Client.GetAsync($"/api/inputs/{id}");
        Assert.Equal(
            ("idle", "never", null),
            (ConsoleClient.State(before), ConsoleClient.Outcome(before), before["nextRun"])
        );
        AssertEachRecordOnce(await Client.RunToEndAsync(id));
    }

    [ConsoleFact]
    public async Task The_newest_object_that_was_read_determines_the_lag_of_the_input()
    {
        AddLogs(count: 2, rows: 3);
        var id = await Client.AddAsync(Input());
        Assert.Null((await Client.GetAsync($"/api/inputs/{id}"))["cursor"]);
        var logs = Directory.GetFiles(Work.File("buckets"), "*.gz", SearchOption.AllDirectories);
        var newest = logs.Order(StringComparer.Ordinal).Last();
        var written = DateTimeOffset.FromUnixTimeSeconds(1_710_000_000);
        foreach (var file in logs)
        {
            File.SetLastWriteTimeUtc(file, written.AddHours(file == newest ? 0 : -1).UtcDateTime);
        }

        var input = await Client.RunToEndAsync(id);
        var cursor = input["cursor"]!;
        Assert.Equal(written, Time(cursor["time"]));
        Assert.EndsWith(
            Uri.UnescapeDataString(Path.GetFileName(newest)),
            cursor["key"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        var elapsed = (long)(Time(input["lastRunEnded"]) - written).TotalSeconds;
        Assert.InRange(Number(input, "lagSeconds"), 0, elapsed + 60);
    }

    [ConsoleFact]
    public async Task The_most_recent_records_can_be_shown_and_downloaded()
    {
        AddLogs(count: 1, rows: 30);
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);
        var shown = await Client.GetAsync($"/api/inputs/{id}/records?last=5");
        Assert.Equal("connectionlog.ndjson", shown["file"]!.GetValue<string>());
        Assert.Equal(
            Pids.TakeLast(5).Select(pid => $"{pid}"),
            shown["records"]!.AsArray().Select(record => record!["pid"]!.GetValue<string>())
        );
        var download = await Client.SendAsync(HttpMethod.Get, $"/api/inputs/{id}/records/download?last=7");
        Assert.Equal("application/x-ndjson", download.MediaType);
        var lines = download.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Select(line => JsonNode.Parse(line)).Count());
    }

    [ConsoleFact]
    public async Task An_input_is_deleted_with_or_without_its_records()
    {
        AddLogs(count: 1, rows: 3);
        foreach (var isWithRecords in new[] { false, true })
        {
            var id = await Client.AddAsync(Input());
            var folder = (await Client.RunToEndAsync(id))["output"]!["folder"]!.GetValue<string>();
            var path = $"/api/inputs/{id}?records={(isWithRecords ? "true" : "false")}";
            Assert.Equal(204, (await Client.SendAsync(HttpMethod.Delete, path)).Status);
            Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, $"/api/inputs/{id}")).Status);
            Assert.Equal(!isWithRecords, File.Exists(Path.Combine(folder, "connectionlog.ndjson")));
            Assert.False(File.Exists(Path.Combine(folder, "..", "state.db")));
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task The_event_stream_of_a_deleted_input_ends_and_does_not_restore_its_files()
    {
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        var folder = (await Client.RunToEndAsync(id))["output"]!["folder"]!.GetValue<string>();
        var events = 0;
        await foreach (var _ in Client.EventsAsync($"/api/inputs/{id}/events"))
        {
            if (events++ == 0)
            {
                Assert.Equal(204, (await Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}?records=true")).Status);
            }
        }

        Assert.Equal(1, events);
        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
    }

    [ConsoleFact]
    public async Task The_console_reports_its_health_and_describes_its_API()
    {
        Assert.Equal("ok", (await Client.GetAsync("/health"))["status"]!.GetValue<string>());
        var paths = (await Client.GetAsync("/openapi/v1.json"))["paths"]!.AsObject().Select(path => path.Key).ToList();
        Assert.Contains("/api/inputs/{id}/events", paths);
        Assert.Contains("/api/check", paths);
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, "/api/no-such-thing")).Status);
    }

    private static long Number(JsonNode node, string member) => node[member]!.GetValue<long>();

    private static DateTimeOffset Time(JsonNode? node) => node!.GetValue<DateTimeOffset>();
}
