using System.Text.Json.Nodes;
using LocalS3;
using Xunit;
using Xunit.Abstractions;

namespace ConsoleTests;

/// <summary>Kills of the console while all inputs are running.</summary>
public sealed class KillStories(ITestOutputHelper output) : ConsoleStory
{
    private const int Inputs = 10;
    private const int MaxKills = 6;
    private const int MinKills = 2;
    private const int LargeRows = 15_000;

    /// <summary>Adds small objects before and after a large one.</summary>
    protected override Task PrepareAsync()
    {
        AddLogs(count: 2_000, rows: 4);
        AddLog(Day.AddDays(7).AddMinutes(30), first: 1_000_000, LargeRows);
        return Task.CompletedTask;
    }

    protected override LocalS3Options Serving(LocalS3Options options) =>
        options with
        {
            Latency = TimeSpan.FromMilliseconds(100),
        };

    [ConsoleFact]
    public async Task After_kills_at_random_times_each_input_resumes_and_has_each_record_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var ids = await Task.WhenAll(
            Enumerable.Range(0, Inputs).Select(number => Client.AddAsync(Input($"Audit {number}")))
        );
        await Task.WhenAll(ids.Select(id => Client.RunAsync(id)));
        var kills = new List<(int Running, long Records)>();
        while (kills.Count < MaxKills && !kills.Exists(kill => kill.Running == 0))
        {
            kills.Add(await KillAsync(random));
            await StartAsync();
        }

        var moments = string.Join(", ", kills.Select(kill => $"{kill.Running} ran at {kill.Records} records"));
        var report = $"seed {seed}: {moments}";
        output.WriteLine(report);
        Assert.True(kills.Count(kill => kill.Running == Inputs) >= MinKills, report);
        var ended = (await Client.UntilEventAsync("/api/events", AreDone)).AsArray();
        Assert.Equal(Inputs, ended.Count);
        foreach (var id in ids)
        {
            var input = await Client.GetAsync($"/api/inputs/{id}");
            AssertEachRecordOnce(input);
            Assert.Equal(Pids.Count, input["records"]!.GetValue<long>());
        }

        static bool AreDone(JsonNode inputs) =>
            inputs
                .AsArray()
                .All(input => ConsoleClient.Outcome(input!) == "done" && ConsoleClient.State(input!) == "idle");
    }

    /// <summary>Kills the console when it has committed some records since its start.</summary>
    /// <returns>The number of inputs that ran at that moment, and the total number of their records.</returns>
    private async Task<(int Running, long Records)> KillAsync(Random random)
    {
        var (first, more) = ((long?)null, random.NextInt64(Pids.Count * Inputs / MaxKills / 2));
        var seen = await Client.UntilEventAsync(
            "/api/events",
            inputs =>
                Sum(inputs) >= (first ??= Sum(inputs)) + more
                || inputs.AsArray().All(input => ConsoleClient.Outcome(input!) == "done")
        );
        await Console.KillAsync();
        return (seen.AsArray().Count(input => ConsoleClient.State(input!) == "running"), Sum(seen));
    }

    private static long Sum(JsonNode inputs) => inputs.AsArray().Sum(input => input!["records"]!.GetValue<long>());
}
