using System.Text.Json.Nodes;
using LocalS3;
using Xunit;
using Xunit.Abstractions;

namespace ConsoleTests;

/// <summary>A console that is killed while all its inputs run.</summary>
public sealed class KillStories(ITestOutputHelper output) : ConsoleStory
{
    private const int Inputs = 10;
    private const int MostKills = 6;
    private const int LeastKills = 2;
    private const int LargeRows = 15_000;

    /// <summary>Small objects on both sides of a large one.</summary>
    protected override Task PrepareAsync()
    {
        AddLogs(count: 2_000, rows: 4);
        AddLog(Day.AddDays(7).AddMinutes(30), first: 1_000_000, LargeRows);
        return Task.CompletedTask;
    }

    protected override LocalS3Options Serving(LocalS3Options options) => options with { Latency = TimeSpan.FromMilliseconds(100) };

    [ConsoleFact]
    public async Task After_kills_at_any_moment_every_input_goes_on_by_itself_and_has_every_record_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var ids = await Task.WhenAll(Enumerable.Range(0, Inputs).Select(number => Client.AddAsync(Input($"Audit {number}"))));
        await Task.WhenAll(ids.Select(id => Client.RunAsync(id)));
        var hits = new List<(int Running, long Records)>();
        while (hits.Count < MostKills && !hits.Exists(hit => hit.Running == 0))
        {
            hits.Add(await KillAsync(random));
            await StartAsync();
        }

        var told = $"seed {seed}: {string.Join(", ", hits.Select(hit => $"{hit.Running} ran at {hit.Records} records"))}";
        output.WriteLine(told);
        Assert.True(hits.Count(hit => hit.Running == Inputs) >= LeastKills, told);
        var ended = (await Client.UntilEventAsync("/api/events", inputs => inputs.AsArray().All(input => ConsoleClient.Outcome(input!) == "done" && ConsoleClient.State(input!) == "idle"))).AsArray();
        Assert.Equal(Inputs, ended.Count);
        foreach (var id in ids)
        {
            var input = await Client.GetAsync($"/api/inputs/{id}");
            AssertEachRecordOnce(input);
            Assert.Equal(Pids.Count, input["records"]!.GetValue<long>());
        }
    }

    /// <summary>Kills it when it has committed some records since it was started.</summary>
    /// <returns>What ran at that moment.</returns>
    private async Task<(int Running, long Records)> KillAsync(Random random)
    {
        var (first, more) = ((long?)null, random.NextInt64(Pids.Count * Inputs / MostKills / 2));
        var seen = await Client.UntilEventAsync("/api/events", inputs =>
            Sum(inputs) >= (first ??= Sum(inputs)) + more || inputs.AsArray().All(input => ConsoleClient.Outcome(input!) == "done"));
        await Console.KillAsync();
        return (seen.AsArray().Count(input => ConsoleClient.State(input!) == "running"), Sum(seen));
    }

    private static long Sum(JsonNode inputs) => inputs.AsArray().Sum(input => input!["records"]!.GetValue<long>());
}
