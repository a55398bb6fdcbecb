using System.Text;
using System.Text.Json;
using LocalS3;
using Xunit;
using Xunit.Abstractions;

namespace InputHost.Tests;

/// <summary>Reads that are killed at random moments while S3 continues to receive objects.</summary>
public sealed class KillStories : IDisposable
{
    private const int Kills = 50;
    private const int SmallRows = 40;
    private const int LargeRows = 140_000;
    private const int LargeFirst = 500_000_000;

    private static readonly DateTimeOffset Start = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FixtureFolder _work = new(withFixtures: false);
    private readonly List<int> _pids = [];
    private readonly List<int> _bad = [];
    private readonly ITestOutputHelper _output;

    /// <summary>
    /// Small objects before and after one whose records are 76 MB, so that checkpoints are stored inside of it.
    /// </summary>
    public KillStories(ITestOutputHelper output)
    {
        _output = output;
        for (var i = 0; i < 120; i++)
        {
            Add(Start.AddHours(i), 10_000_000 + (i * 1_000), SmallRows, pid => i % 7 == 0 && pid % 20 == 3);
            if (i == 60)
            {
                Add(Start.AddHours(i).AddMinutes(30), LargeFirst, LargeRows, pid => pid % 9_973 == 0);
            }
        }
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task After_kills_at_any_moment_every_record_and_rejected_line_is_stored_exactly_once()
    {
        var seed = Environment.TickCount;
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets") });
        var truth = await TruthAsync(server.Endpoint);
        var hits = new KillCounts();
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(lane =>
                    Task.Run(() =>
                        new KilledRead(
                            _work.Folder,
                            server.Endpoint,
                            $"lane{lane}",
                            truth,
                            new Random(seed + lane),
                            $"seed {seed}, lane {lane}"
                        ).RunAsync(Kills, hits)
                    )
                )
        );

        var counts =
            $"seed {seed}: {hits.Kills} kills, {hits.BeforeCommit} before a commit, {hits.InLarge} in the large object,"
            + " "
            + $"{hits.CheckpointInLarge} with a checkpoint in it, {hits.Completed} reads completed";
        _output.WriteLine(counts);
        Assert.True(hits.Kills >= Kills, counts);
        Assert.True(hits.BeforeCommit >= KillCounts.Least, counts);
        Assert.True(hits.InLarge >= KillCounts.Least, counts);
        Assert.True(hits.CheckpointInLarge >= KillCounts.Least, counts);
        Assert.True(hits.Completed >= 2, counts);
    }

    /// <summary>An uninterrupted read, compared with the content of the objects.</summary>
    private async Task<ExpectedRead> TruthAsync(Uri endpoint)
    {
        using var process = KilledRead.Start(_work.Folder, endpoint, "truth.db", "truth");
        var ended = await Inputhost.EndAsync(process);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Equal(_pids, File.ReadLines(_work.File("truth/connectionlog.ndjson")).Select(PidOf));
        Assert.Equal(
            _bad.Select(FixtureFolder.BadRow),
            File.ReadLines(_work.File("truth/rejects.ndjson")).Select(RawOf)
        );
        return await ExpectedRead.ReadAsync(_work.File("truth"), "\"pid\":\"5");
    }

    private void Add(DateTimeOffset time, int first, int rows, Func<int, bool> isBad)
    {
        _work.AddLog(time, first, rows, isBad: isBad);
        foreach (var pid in Enumerable.Range(first, rows))
        {
            (isBad(pid) ? _bad : _pids).Add(pid);
        }
    }

    private static int PidOf(string record)
    {
        const string Name = "\"pid\":\"";
        var start = record.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return int.Parse(record.AsSpan(start, record.IndexOf('"', start) - start));
    }

    private static string RawOf(string reject)
    {
        using var json = JsonDocument.Parse(reject);
        return Encoding.UTF8.GetString(json.RootElement.GetProperty("raw").GetBytesFromBase64());
    }
}
