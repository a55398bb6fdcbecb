using System.Text.Json.Nodes;
using Xunit;

namespace ConsoleTests;

/// <summary>A source that is unavailable. The S3 client retries for some time before it reports an error.</summary>
public sealed class UnavailableSourceStories : ConsoleStory
{
    [ConsoleFact]
    public async Task An_unavailable_source_is_retried_and_read_when_it_is_available_again()
    {
        AddLogs(count: 2, rows: 5);
        var id = await Client.AddAsync(Input(schedule: new JsonObject { ["cron"] = EveryTenSeconds }));
        await Client.UntilAsync(id, input => ConsoleClient.Outcome(input) == "done");
        var port = S3.Endpoint.Port;
        await S3.DisposeAsync();
        var waiting = await Client.UntilAsync(id, input => ConsoleClient.State(input) == "waiting");
        var kind = waiting["lastError"]!["kind"]!.GetValue<string>();
        Assert.Equal(("failed", "transient"), (ConsoleClient.Outcome(waiting), kind));
        Assert.NotNull(waiting["nextRun"]);
        AddLog(TimeProvider.System.GetUtcNow(), first: 1, rows: 4);
        await StartS3Async(port);
        var recovered = await Client.UntilAsync(
            id,
            input =>
                ConsoleClient.State(input) == "idle"
                && ConsoleClient.Outcome(input) == "done"
                && input["records"]!.GetValue<int>() == Pids.Count
        );
        AssertEachRecordOnce(recovered);
        Assert.Null(recovered["lastError"]);
    }
}
