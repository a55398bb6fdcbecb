using Xunit;

namespace ConsoleTests;

/// <summary>Changes and deletions of inputs.</summary>
public sealed class ChangeStories : ConsoleStory
{
    private readonly DelayedObject _hold = new("2024-03-09T03");

    [ConsoleFact]
    public async Task After_a_change_of_the_bucket_a_full_re_sync_reads_the_new_bucket()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);
        await MoveAsync(id);
        var error = (await Client.RunToEndAsync(id))["lastError"]!;
        Assert.Equal("checkpoint.other_source", error["code"]!.GetValue<string>());
        Assert.StartsWith("Start a full re-sync", error["remedy"]!.GetValue<string>(), StringComparison.Ordinal);
        var done = await Client.RunToEndAsync(id, full: true);
        Assert.Equal("done", ConsoleClient.Outcome(done));
        Assert.Equal(0, done["records"]!.GetValue<long>());
    }

    [ConsoleFact]
    public async Task A_stopped_full_re_sync_starts_again_even_after_a_change_of_settings()
    {
        var id = await StoppedFullAsync();
        await MoveAsync(id);
        var done = await Client.RunToEndAsync(id, full: true);
        Assert.Equal("done", ConsoleClient.Outcome(done));
        Assert.False(done["full"]!.GetValue<bool>());
    }

    [ConsoleFact]
    public async Task After_a_stopped_full_re_sync_is_canceled_the_next_run_reads_only_new_objects()
    {
        var id = await StoppedFullAsync();
        Assert.Equal(204, (await Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}/full")).Status);
        AddLog(Day.AddHours(9), first: 7, rows: 2);
        var done = await Client.RunToEndAsync(id);
        Assert.False(done["full"]!.GetValue<bool>());
        AssertEachRecordOnce(done);
        Assert.Single(Directory.GetDirectories(Path.Combine(DataFolder, "inputs", id), "records-*"));
    }

    [ConsoleFact]
    public async Task An_input_that_is_deleted_while_it_is_changed_stays_deleted()
    {
        for (var i = 0; i < 10; i++)
        {
            var id = await Client.AddAsync(Input());
            await Task.WhenAll(
                Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input("Renamed")),
                Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}"),
                Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input("Renamed again"))
            );
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        await StartAsync();
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task A_download_contains_only_complete_lines()
    {
        AddLogs(count: 3, rows: 10);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        var path = Path.Combine(input["output"]!["folder"]!.GetValue<string>(), "connectionlog.ndjson");
        await File.AppendAllTextAsync(path, "{\"incomplete\":");
        var lines = await Client.Plain.GetStringAsync($"/api/inputs/{id}/records/download?last=4");
        Assert.EndsWith("}\n", lines, StringComparison.Ordinal);
        Assert.InRange(lines.Split('\n').Length - 1, 3, 4);
    }

    private async Task<string> StoppedFullAsync()
    {
        AddLogs(count: 6, rows: 5);
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);
        Refuse = _hold.Refuse;
        await Client.RunAsync(id, full: true);
        await _hold.Asked;
        await Client.SendAsync(HttpMethod.Post, $"/api/inputs/{id}/stop");
        _hold.LetGo();
        var stopped = await Client.UntilAsync(id, input => ConsoleClient.State(input) == "idle");
        Assert.True(stopped["full"]!.GetValue<bool>());
        return id;
    }

    /// <summary>Changes the bucket of an input to an empty bucket.</summary>
    private async Task MoveAsync(string id)
    {
        Directory.CreateDirectory(Work.File("buckets/other-logs"));
        var moved = Input();
        moved["settings"]!["bucket"] = "other-logs";
        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", moved)).Status);
    }
}
