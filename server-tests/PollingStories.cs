using System.Globalization;
using Xunit;

namespace ServerTests;

/// <summary>
/// Verifies which requests runs send when there is no new data, by rule 3 of CHECKPOINT.md. A proxy in front of the
/// server records the requests.
/// </summary>
public abstract class PollingStories(RealServer server) : ServerTest(server)
{
    [Collection(nameof(CephServer))]
    public sealed class OnCeph(CephServer server) : PollingStories(server);

    [Collection(nameof(MotoServer))]
    public sealed class OnMoto(MotoServer server) : PollingStories(server);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task A_second_run_lists_a_small_bucket_again_but_requests_no_object_again()
    {
        await PutFixturesAsync();
        await using var counter = new RequestCounter(Server.Endpoint);
        var first = await RunAsync(counter);
        Assert.Contains(first, IsObject);
        Assert.InRange(first.Count(IsList), 1, 20);

        var second = await RunAsync(counter);
        // Listings run concurrently, in any order.
        Assert.Equal(
            first.Where(IsList).Order(StringComparer.Ordinal),
            second.Where(IsList).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(second, IsObject);
    }

    [SkippableFact]
    public async Task After_a_sweep_of_more_than_twenty_listings_a_run_lists_only_the_latest_days()
    {
        var roots = Enumerable
            .Range(1, 11)
            .Select(number => $"AWSLogs/{number:000000000000}/redshift/us-east-1/")
            .ToList();
        var log = await File.ReadAllBytesAsync(Work.AddLog(new DateTimeOffset(2024, 3, 9, 0, 0, 0, TimeSpan.Zero)));
        foreach (var root in roots)
        {
            await PutAsync(
                $"{root}2024/03/09/123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:00.gz",
                log
            );
        }

        await using var counter = new RequestCounter(Server.Endpoint);
        var first = await RunAsync(counter);
        Assert.True(first.Count(IsList) > 20);

        var before = TimeProvider.System.GetUtcNow();
        AssertPolls(await RunAsync(counter), roots, before);
    }

    [SkippableFact]
    public async Task Following_lists_only_the_latest_days_after_the_first_sweep()
    {
        await PutFixturesAsync();
        await using var counter = new RequestCounter(Server.Endpoint);
        using var process = Start(
            "read",
            AsReader,
            counter.Endpoint,
            "--state",
            "s.db",
            "--out",
            "out",
            "--follow",
            "0.1"
        );
        var ended = Inputhost.EndAsync(process, Patience);

        var before = TimeProvider.System.GetUtcNow();
        var passes = await PassesAsync(counter, 6, ended);
        process.Kill();
        await ended;

        Assert.Contains(passes[0], IsObject);
        foreach (var pass in passes[1..])
        {
            AssertPolls(
                pass,
                ["AWSLogs/123456789012/redshift/eu-central-1/", "AWSLogs/123456789012/redshift/us-east-1/"],
                before
            );
        }
    }

    /// <summary>The requests of a run that stores a checkpoint.</summary>
    private async Task<IReadOnlyList<string>> RunAsync(RequestCounter counter)
    {
        using var process = Start("read", AsReader, counter.Endpoint, "--state", "s.db", "--out", "out");
        var ended = await Inputhost.EndAsync(process);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return counter.TakeAll();
    }

    /// <summary>
    /// The requests of the first passes of <c>read --follow</c>. Each pass starts with a HeadBucket request.
    /// </summary>
    private static async Task<List<string>[]> PassesAsync(RequestCounter counter, int count, Task<ProcessResult> ended)
    {
        var passes = new List<List<string>>();
        while (true)
        {
            var more = counter.Requests.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(more, ended).WaitAsync(Patience) == ended)
            {
                Assert.Fail((await ended).Errors);
            }

            foreach (var line in counter.TakeAll())
            {
                if (line.StartsWith("HEAD ", StringComparison.Ordinal))
                {
                    if (passes.Count == count)
                    {
                        return [.. passes];
                    }

                    passes.Add([]);
                }

                passes[^1].Add(line);
            }
        }
    }

    /// <summary>
    /// Asserts that each root was listed once for today, at most once for yesterday, and that no other requests were
    /// sent.
    /// </summary>
    private static void AssertPolls(IReadOnlyList<string> requests, IReadOnlyList<string> roots, DateTimeOffset before)
    {
        // The clock of this machine, which the server uses too. A new day can start during the test.
        string[] days =
        [
            .. new[] { before.AddDays(-1), before, TimeProvider.System.GetUtcNow() }
                .Select(time => time.ToString("yyyy/MM/dd/", CultureInfo.InvariantCulture))
                .Distinct(),
        ];
        var listed = requests.Where(IsList).Select(PrefixOf).ToList();
        Assert.Equal(
            roots,
            listed.Select(prefix => prefix[..^"yyyy/MM/dd/".Length]).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(listed, prefix => Assert.Contains(prefix[^"yyyy/MM/dd/".Length..], days));
        Assert.Equal(listed.Distinct(), listed);
        Assert.InRange(listed.Count, roots.Count, roots.Count * 2);
        Assert.Equal(requests.Count, listed.Count + 1);
        Assert.StartsWith($"HEAD /{Policies.Bucket}", requests[0], StringComparison.Ordinal);
    }

    private static bool IsList(string request) => request.Contains("list-type=2", StringComparison.Ordinal);

    private static bool IsObject(string request) =>
        request.StartsWith($"GET /{Policies.Bucket}/AWSLogs/", StringComparison.Ordinal);

    private static string PrefixOf(string list) =>
        Uri.UnescapeDataString(
            list.Split('?', '&', ' ').Single(part => part.StartsWith("prefix=", StringComparison.Ordinal))[
                "prefix=".Length..
            ]
        );
}
