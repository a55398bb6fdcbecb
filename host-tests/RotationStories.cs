using LocalS3;
using Xunit;
using Xunit.Abstractions;

namespace InputHost.Tests;

/// <summary>Reads that close their files as segments, killed at random moments.</summary>
public sealed class RotationStories(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 15;
    private const int Rows = 60;

    private readonly FixtureFolder _work = new(withFixtures: false);
    private System.Diagnostics.Process? _read;
    private int _objects;

    public void Dispose()
    {
        // If the test failed, the read is still running.
        _read?.Kill();
        _read?.Dispose();
        _work.Dispose();
    }

    /// <summary>
    /// An object is added for each pass, and is larger than a segment: so the read closes a file again and again, and a
    /// kill shortly after a new segment appears can be before the next one, within it, or after it.
    /// </summary>
    [Fact]
    public async Task After_kills_at_any_moment_every_record_is_in_exactly_one_segment()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets") });
        for (var kills = 0; kills < Kills; kills++)
        {
            Add(objects: 2);
            var read = _read = Read(server.Endpoint, "--follow", "0.02");
            await SegmentAsync(Segments().Length, read, $"seed {seed}, kill {kills}");
            Add(objects: 2);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System);
            read.Kill();
            await Inputhost.EndAsync(read);
            read.Dispose();
            _read = null;
        }

        using var last = Read(server.Endpoint);
        var ended = await Inputhost.EndAsync(last);
        Assert.True(ended.ExitCode == 0, $"seed {seed}: {ended.Errors}");
        output.WriteLine($"seed {seed}: {Segments().Length} segments, {_objects} objects");
        Assert.True(Segments().Length >= Kills, $"seed {seed}: {Segments().Length} segments");
        Assert.True(
            Enumerable.Range(0, _objects * Rows).SequenceEqual(Pids().Order()),
            $"seed {seed}: records are missing or repeated"
        );
    }

    /// <summary>Waits until the read has closed another segment.</summary>
    private async Task SegmentAsync(int before, System.Diagnostics.Process read, string seed)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Segments().Length == before)
        {
            Assert.False(read.HasExited, seed);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }

    private System.Diagnostics.Process Read(Uri endpoint, params string[] options) =>
        KilledRead.Start(_work.Folder, endpoint, "s.db", "out", ["--rotate", "10KB", .. options]);

    private void Add(int objects)
    {
        for (var i = 0; i < objects; i++)
        {
            // In the folder of today, which each pass lists.
            _work.AddLog(TimeProvider.System.GetUtcNow(), _objects * Rows, Rows, cluster: $"c{_objects}");
            _objects++;
        }
    }

    private string[] Segments() =>
        Directory.Exists(_work.File("out")) ? Directory.GetFiles(_work.File("out"), "connectionlog-*.ndjson") : [];

    private IEnumerable<int> Pids() =>
        Segments()
            .Append(_work.File("out/connectionlog.ndjson"))
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => int.Parse(line.Split("\"pid\":\"")[1].Split('"')[0]));
}
