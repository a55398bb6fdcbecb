using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>Runs that are stopped, interrupted, and repeated.</summary>
public sealed class RunStories : ConsoleStory
{
    private const int Logs = 40;

    /// <summary>Holds an object in the middle of the listing.</summary>
    private readonly DelayedObject _hold = new("2024-03-10T06");

    [ConsoleFact]
    public async Task A_stopped_run_resumes_where_it_stopped()
    {
        var id = await HeldAsync();
        Assert.Equal(409, (await Client.SendAsync(HttpMethod.Post, $"/api/inputs/{id}/run", new JsonObject())).Status);
        Assert.Equal(202, (await Client.SendAsync(HttpMethod.Post, $"/api/inputs/{id}/stop")).Status);
        var stopped = await Client.UntilAsync(id, input => ConsoleClient.State(input) == "idle");
        Assert.Equal("stopped", ConsoleClient.Outcome(stopped));
        Assert.Null(stopped["lastError"]);
        _hold.LetGo();
        var done = await Client.RunToEndAsync(id);
        AssertEachRecordOnce(done);
        Assert.Equal(Pids.Count, done["records"]!.GetValue<long>());
    }

    [ConsoleFact]
    public async Task The_next_run_can_start_as_soon_as_the_end_of_a_run_is_reported()
    {
        AddLogs(count: 1, rows: 3);
        var id = await Client.AddAsync(Input());
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal("done", ConsoleClient.Outcome(await Client.RunToEndAsync(id)));
        }

        AssertEachRecordOnce(await Client.GetAsync($"/api/inputs/{id}"));
    }

    [ConsoleFact(ofUnix: true)]
    public async Task The_console_ends_within_seconds_on_SIGTERM_and_the_run_resumes_at_the_next_start()
    {
        var id = await HeldAsync();
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await Console.TerminateAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await StartAsync();
        Assert.Equal("interrupted", ConsoleClient.Outcome(await Client.GetAsync($"/api/inputs/{id}")));
        _hold.LetGo();
        var done = await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        AssertEachRecordOnce(done);
        Assert.Equal(
            ["done", "interrupted"],
            done["lastRuns"]!.AsArray().Select(run => run!["outcome"]!.GetValue<string>())
        );
    }

    [ConsoleFact]
    public async Task A_full_re_sync_reads_everything_again_and_replaces_the_previous_records()
    {
        AddLogs(count: 3, rows: 10);
        var id = await Client.AddAsync(Input());
        var before = await Client.RunToEndAsync(id);
        AddLog(TimeProvider.System.GetUtcNow(), first: 1, rows: 4);
        var after = await Client.RunToEndAsync(id, full: true);
        Assert.NotEqual(FolderOf(before), FolderOf(after));
        Assert.False(Directory.Exists(FolderOf(before)));
        AssertEachRecordOnce(after);
        Assert.Equal((34, 4), (after["records"]!.GetValue<long>(), after["objects"]!.GetValue<long>()));
        var logs = Directory.GetFiles(Work.File("buckets"), "*.gz", SearchOption.AllDirectories);
        Assert.Equal(after["bytes"]!.GetValue<long>(), logs.Sum(file => new FileInfo(file).Length));
        Assert.False(after["full"]!.GetValue<bool>());
        AssertEachRecordOnce(await Client.RunToEndAsync(id));
    }

    [ConsoleFact]
    public async Task A_killed_full_re_sync_resumes_and_the_previous_records_stay_until_it_is_complete()
    {
        AddLogs(Logs, rows: 10);
        var id = await Client.AddAsync(Input());
        var before = await Client.RunToEndAsync(id);
        Refuse = _hold.Refuse;
        await Client.RunAsync(id, full: true);
        await _hold.Asked;
        await Console.KillAsync();
        await StartAsync();
        var meanwhile = await Client.GetAsync($"/api/inputs/{id}");
        Assert.True(meanwhile["full"]!.GetValue<bool>());
        Assert.Equal(FolderOf(before), FolderOf(meanwhile));
        AssertEachRecordOnce(meanwhile);
        _hold.LetGo();
        var after = await Client.UntilAsync(
            id,
            input => !input["full"]!.GetValue<bool>() && ConsoleClient.State(input) == "idle"
        );
        Assert.Equal("done", ConsoleClient.Outcome(after));
        Assert.False(Directory.Exists(FolderOf(before)));
        AssertEachRecordOnce(after);
    }

    [ConsoleFact]
    public async Task A_second_console_with_the_same_data_folder_or_address_does_not_start()
    {
        var second = await ServedConsole.RunAsync(Work.Folder, "http://127.0.0.1:0");
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("is used by another process", second.Errors, StringComparison.Ordinal);
        using var elsewhere = new FixtureFolder(withFixtures: false);
        var third = await ServedConsole.RunAsync(elsewhere.Folder, Console.Address.ToString());
        Assert.Equal(2, third.ExitCode);
        Assert.Contains("Choose another address with --urls.", third.Errors, StringComparison.Ordinal);
        Assert.Equal("ok", (await Client.GetAsync("/health"))["status"]!.GetValue<string>());
    }

    /// <summary>Adds an input and starts a run that waits for one object.</summary>
    private async Task<string> HeldAsync()
    {
        AddLogs(Logs, rows: 10);
        Refuse = _hold.Refuse;
        var id = await Client.AddAsync(Input());
        await Client.RunAsync(id);
        await _hold.Asked;
        await Client.UntilAsync(id, input => ConsoleClient.State(input) == "running" && input["progress"] is not null);
        return id;
    }

    private static string FolderOf(JsonNode input) => input["output"]!["folder"]!.GetValue<string>();
}
