using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>A source that cannot be reached. The client of S3 tries for a while before it says so.</summary>
public sealed class AwaySourceStories : ConsoleStory
{
    [ConsoleFact]
    public async Task A_source_that_is_away_is_waited_for_and_read_on_when_it_is_back()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["cron"] = EveryTenSeconds }));
        await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        var port = S3.Endpoint.Port;
        await S3.DisposeAsync();
        var waiting = await Client.UntilAsync(id, input => ConsoleClient.State(input) == "waiting");
        Assert.Equal(("failed", "transient"), (ConsoleClient.Outcome(waiting), waiting["lastError"]!["kind"]!.GetValue<string>()));
        Assert.NotNull(waiting["nextRun"]);
        AddLog(TimeProvider.System.GetUtcNow(), first: 1, rows: 4);
        await StartS3Async(port);
        var back = await Client.UntilAsync(id, input => ConsoleClient.State(input) == "idle" && ConsoleClient.Outcome(input) == "done" && input["records"]!.GetValue<int>() == Pids.Count);
        AssertEachRecordOnce(back);
        Assert.Null(back["lastError"]);
    }
}
