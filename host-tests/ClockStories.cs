using System.Text.Json;
using InputHost.Config;
using InputHost.Plugins;
using InputHost.Read;
using InputHost.Sinks;
using InputHost.State;
using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>Clocks that jump by a day: the host's own clock and the clock of S3.</summary>
public sealed class ClockStories : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FixtureFolder _work = new(withFixtures: false);
    private readonly List<int> _pids = [];
    private readonly List<string> _lines = [];

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_clock_of_the_host_that_jumps_within_and_between_reads_changes_no_record()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets") });
        for (var run = 0; run < 8; run++)
        {
            for (var i = 0; i < 5; i++)
            {
                AddLog(2020 + random.Next(7), random.Next(300));
            }

            // The difference between the clocks is reported, unless the clock is correct each time that it is read.
            Assert.True(
                await RunAsync(server.Endpoint, new JumpingTime(random)) is ExitCode.Done or ExitCode.UnreadObjects,
                $"seed {seed}"
            );
            AssertAllOnce($"seed {seed}, run {run}");
        }
    }

    [Fact]
    public Task A_date_of_S3_that_falls_back_a_day_and_returns_causes_no_lost_or_repeated_record() =>
        ReadWithDatesAsync([0, -1, 0, -1, -1, 0, 0]);

    [Fact]
    public async Task A_date_of_S3_that_ran_ahead_a_day_and_returned_hides_no_object_and_is_reported()
    {
        var time = new ShiftedTime();
        await using var server = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = _work.File("buckets"), Time = time }
        );
        foreach (var (shift, exitCode) in new[] { (0, ExitCode.Done), (1, ExitCode.UnreadObjects), (0, ExitCode.Done) })
        {
            time.Shift = shift * Day;
            AddLog(2026, _pids.Count);
            Assert.Equal(exitCode, await RunAsync(server.Endpoint, TimeProvider.System));
            AssertAllOnce($"shift {shift}");
        }

        Assert.Contains(
            _lines,
            line =>
                line.Contains("1440 minutes ahead of the clock of this host", StringComparison.Ordinal)
                || line.Contains("1439 minutes ahead of the clock of this host", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task When_S3_and_the_host_are_ahead_together_hidden_objects_are_reported()
    {
        // The true time is unknown in this case. Objects that are then below the watermark are counted.
        var time = new ShiftedTime();
        await using var server = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = _work.File("buckets"), Time = time }
        );
        foreach (var (shift, exitCode) in new[] { (0, ExitCode.Done), (1, ExitCode.Done), (0, ExitCode.UnreadObjects) })
        {
            time.Shift = shift * Day;
            AddLog(2026, _pids.Count);
            Assert.Equal(exitCode, await RunAsync(server.Endpoint, time));
        }

        Assert.Contains(
            _lines,
            line =>
                line.Contains("At least 1 objects", StringComparison.Ordinal)
                && line.Contains("--full", StringComparison.Ordinal)
        );
    }

    private async Task ReadWithDatesAsync(int[] days)
    {
        var time = new ShiftedTime();
        await using var server = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = _work.File("buckets"), Time = time }
        );
        foreach (var (run, shift) in days.Index())
        {
            time.Shift = shift * Day;
            AddLog(2020 + (run % 7), run);
            AddLog(2026, run + 100);
            Assert.Equal(
                shift == 0 ? ExitCode.Done : ExitCode.UnreadObjects,
                await RunAsync(server.Endpoint, TimeProvider.System)
            );
            AssertAllOnce($"run {run}");
        }
    }

    private void AddLog(int year, int hour)
    {
        var first = 10_000 + (_pids.Count * 10);
        _work.AddLog(
            new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour),
            first,
            rows: 3,
            cluster: $"c{first}"
        );
        _pids.AddRange([first, first + 1, first + 2]);
    }

    private void AssertAllOnce(string run)
    {
        var found = File.ReadLines(_work.File("out/connectionlog.ndjson"))
            .Select(line => int.Parse(JsonDocument.Parse(line).RootElement.GetProperty("pid").GetString()!))
            .Order()
            .ToList();
        Assert.True(
            _pids.Order().SequenceEqual(found),
            $"{run}: missing {string.Join(' ', _pids.Except(found))}, {found.Count - found.Distinct().Count()} repeated"
        );
    }

    /// <summary>Runs the real connector in this process, so that the clock can have any value.</summary>
    private async Task<int> RunAsync(Uri endpoint, TimeProvider time)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", endpoint.ToString());
        try
        {
            var connector = PluginCatalog.Load(
                PluginCatalog.Open(Path.Combine(Inputhost.Folder, "plugins")).Find("redshift-audit-logs")
            );
            using var state = SqliteCheckpointStore.Open(_work.File("s.db"), "redshift-audit-logs");
            var place = new CheckpointSlot(state, CheckpointKind.Current, _work.File("out"));
            using var sink = FolderSink.Open(_work.File("out"), new PlainFormat(), place);
            var display = new LineList(_lines);
            var plan = new RunOptions
            {
                Config = ConfigFile.Read(_work.File("connectionlog.json"), _ => null).Config,
                Slot = place,
            };
            var totals = new ReadTotals();
            var host = new ReadHost(time, "", totals, display);
            await new ReadRun(connector, sink, plan, host, display, new Random(1)).RunAsync(default);
            return ExitCode.OfRead(totals.NeedsAttention);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", null);
        }
    }

    /// <summary>A clock that can jump by a day in either direction each time that it is read.</summary>
    private sealed class JumpingTime(Random random) : TimeProvider
    {
        private readonly Lock _lock = new();

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump();

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Jump().TotalSeconds * TimestampFrequency);

        private TimeSpan Jump()
        {
            lock (_lock)
            {
                return random.Next(-1, 2) * Day;
            }
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
