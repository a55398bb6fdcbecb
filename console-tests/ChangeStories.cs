using Xunit;

namespace ConsoleTests;

/// <summary>Inputs that are changed and removed.</summary>
public sealed class ChangeStories : ConsoleStory
{
    private readonly Hold _hold = new("2024-03-09T03");

    [ConsoleFact]
    public async Task After_a_change_of_bucket_a_full_re_sync_brings_the_records_of_the_new_one()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);
        await MoveAsync(id);
        var refused = await Client.RunToEndAsync(id);
        Assert.Equal("checkpoint.other_source", refused["lastError"]!["code"]!.GetValue<string>());
        Assert.StartsWith("Start a full re-sync", refused["lastError"]!["remedy"]!.GetValue<string>(), StringComparison.Ordinal);
        var done = await Client.RunToEndAsync(id, full: true);
        Assert.Equal("done", ConsoleClient.Outcome(done));
        Assert.Equal(0, done["records"]!.GetValue<long>());
    }

    [ConsoleFact]
    public async Task A_full_re_sync_that_was_stopped_is_begun_anew_also_for_other_settings()
    {
        var id = await StoppedFullAsync();
        await MoveAsync(id);
        var done = await Client.RunToEndAsync(id, full: true);
        Assert.Equal("done", ConsoleClient.Outcome(done));
        Assert.False(done["full"]!.GetValue<bool>());
    }

    [ConsoleFact]
    public async Task A_full_re_sync_that_was_stopped_may_be_given_up_and_what_is_new_is_read_on()
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
    public async Task An_input_that_is_removed_while_somebody_changes_it_does_not_come_back()
    {
        for (var i = 0; i < 10; i++)
        {
            var id = await Client.AddAsync(Input());
            await Task.WhenAll(
                Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input("Renamed")),
                Client.SendAsync(HttpMethod.Delete, $"/api/inputs/{id}"),
                Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", Input("Renamed again")));
        }

        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
        await StartAsync();
        Assert.Empty((await Client.GetAsync("/api/inputs")).AsArray());
    }

    [ConsoleFact]
    public async Task What_is_downloaded_is_whole_lines()
    {
        AddLogs(count: 3, rows: 10);
        var id = await Client.AddAsync(Input());
        var input = await Client.RunToEndAsync(id);
        var path = Path.Combine(input["output"]!["folder"]!.GetValue<string>(), "connectionlog.ndjson");
        await File.AppendAllTextAsync(path, "{\"half\":");
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

    /// <summary>To a bucket with nothing in it.</summary>
    private async Task MoveAsync(string id)
    {
        Directory.CreateDirectory(Work.File("buckets/other-logs"));
        var moved = Input();
        moved["settings"]!["bucket"] = "other-logs";
        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Put, $"/api/inputs/{id}", moved)).Status);
    }
}
