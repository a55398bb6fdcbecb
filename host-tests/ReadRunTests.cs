using System.Text.Json;
using InputHost.Read;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>The loop between connector, sink and state, with a crash or error at every step.</summary>
public sealed class ReadRunTests : IDisposable
{
    private const int Messages = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("read-run-").FullName;
    private readonly List<string> _said = [];

    public static TheoryData<int> Steps => new(Enumerable.Range(0, 40));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Z1_After_a_crash_at_any_step_the_next_run_completes_every_record_exactly_once(int step)
    {
        var connector = new ScriptedConnector(Messages);
        var crashed = false;
        try
        {
            await RunAsync(connector, crashAt: step);
        }
        catch (CrashException)
        {
            crashed = true;
        }

        AssertDone(await RunAsync(connector));
        Assert.Equal(connector.Records, File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));
        Assert.Equal(connector.RejectedLines, Rejects());
        Assert.True(crashed, "there was no such step");
    }

    [Fact]
    public async Task Z3_An_error_discards_records_that_no_checkpoint_covers_and_the_next_run_continues()
    {
        var connector = new ScriptedConnector(Messages) { Before = i => ThrowAt(i, 10, Fault(ErrorKind.Access)) };
        await Assert.ThrowsAsync<InputException>(() => RunAsync(connector));
        Assert.Equal(connector.Records.Take(8), File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));

        connector.Before = _ => { };
        AssertDone(await RunAsync(connector));
        Assert.Equal(9, BitConverter.ToInt32(connector.Requests[^1].From!.State.Span));
        Assert.Equal(connector.Records, File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));
    }

    [Fact]
    public async Task Z2_A_checkpoint_with_a_wrong_number_of_records_is_not_stored()
    {
        var connector = new ScriptedConnector(Messages) { Miscount = 1 };
        var error = await Assert.ThrowsAsync<HostException>(() => RunAsync(connector));
        Assert.Equal(ErrorKind.Internal, error.Kind);
        Assert.Contains("counts 4 records and 0 rejected lines", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HostException>(() => RunAsync(connector));
        Assert.Null(connector.Requests[^1].From);
        Assert.Empty(File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));
    }

    [Fact]
    public async Task Records_that_no_checkpoint_covers_are_not_kept()
    {
        var connector = new ScriptedConnector(Messages) { ForgetsLastCheckpoint = true };
        Assert.Equal(ErrorKind.Internal, (await Assert.ThrowsAsync<HostException>(() => RunAsync(connector))).Kind);
        Assert.Equal(connector.Records.Take(15), File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));
    }

    [LinuxFact("there is no /dev/full, which simulates a full disk.")]
    public async Task A_full_disk_is_reported_and_every_file_is_truncated_to_its_committed_length()
    {
        var (full, rejects) = (
            Path.Combine(_folder, "out", "numbers.ndjson"),
            Path.Combine(_folder, "out", "rejects.ndjson")
        );
        using (var state = SqliteCheckpointStore.Open(Path.Combine(_folder, "s.db"), "numbers"))
        {
            state.Register(CheckpointKind.Current, Path.Combine(_folder, "out"), "numbers.ndjson");
        }

        Directory.CreateDirectory(Path.Combine(_folder, "out"));
        File.CreateSymbolicLink(full, "/dev/full");
        var error = await Assert.ThrowsAsync<HostException>(() => RunAsync(new ScriptedConnector(Messages)));
        Assert.Equal(ErrorKind.Transient, error.Kind);
        Assert.Contains(
            "could not be written: the disk is full. Nothing after the last checkpoint was kept",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(0, File.Exists(rejects) ? new FileInfo(rejects).Length : 0);

        File.Delete(full);
        var connector = new ScriptedConnector(Messages);
        AssertDone(await RunAsync(connector));
        Assert.Equal(connector.Records, File.ReadLines(full));
        Assert.Equal(connector.RejectedLines, Rejects());
    }

    [Fact]
    public async Task Following_waits_longer_after_each_transient_error_and_loses_nothing()
    {
        var faults = 0;
        var connector = new ScriptedConnector(Messages)
        {
            Before = i => ThrowAt(i, 10, i == 10 && faults++ < 6 ? Fault(ErrorKind.Transient) : null),
        };
        using var time = new ImmediateTime(stopAfter: 9);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(connector, follow: TimeSpan.FromSeconds(60), time: time)
        );
        Assert.Equal(connector.Records, File.ReadLines(Path.Combine(_folder, "out", "numbers.ndjson")));
        Assert.All(
            time.Pauses.Take(6).Index(),
            pause =>
                Assert.InRange(
                    pause.Item,
                    TimeSpan.FromSeconds(Math.Pow(2, pause.Index)),
                    TimeSpan.FromSeconds(Math.Pow(2, pause.Index + 1))
                )
        );
        Assert.All(time.Pauses.Skip(6), pause => Assert.Equal(TimeSpan.FromSeconds(60), pause));
        Assert.All(connector.Requests, request => Assert.True(request.Following));
        Assert.Equal(
            6,
            _said.Count(line =>
                line.StartsWith("warning: s3.unavailable: It failed. Retrying in", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void A_pause_is_between_the_requested_time_and_a_quarter_of_an_hour()
    {
        var backOff = new BackOff(new Random(1));
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(backOff.Next(retryAfter: null), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        }

        Assert.Equal(TimeSpan.FromHours(1), backOff.Next(TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(ErrorKind.Internal, 1)]
    [InlineData(ErrorKind.Config, 2)]
    [InlineData(ErrorKind.Access, 3)]
    [InlineData(ErrorKind.Transient, 4)]
    [InlineData(ErrorKind.Checkpoint, 5)]
    [InlineData(ErrorKind.Data, 6)]
    public void Each_kind_of_error_has_its_exit_code(ErrorKind kind, int exitCode) =>
        Assert.Equal(exitCode, ExitCode.Of(kind));

    private async Task<int> RunAsync(
        ScriptedConnector connector,
        int? crashAt = null,
        TimeSpan? follow = null,
        TimeProvider? time = null
    )
    {
        var folder = Path.Combine(_folder, "out");
        using var state = SqliteCheckpointStore.Open(Path.Combine(_folder, "s.db"), "numbers");
        var place = new CheckpointSlot(state, CheckpointKind.Current, folder);
        using var files = FolderSink.Open(folder, new PlainFormat(), place);
        ISink sink = crashAt is { } step ? new CrashingSink(files, step) : files;
        var display = new LineList(_said);
        var host = new ReadHost(time ?? TimeProvider.System, "", new ReadTotals(), display);
        var plan = new RunOptions
        {
            Config = new InputConfig { Settings = "{}"u8.ToArray(), Secrets = "{}"u8.ToArray() },
            Slot = place,
            Follow = follow,
        };
        var cancellation = (time as ImmediateTime)?.Token ?? default;
        await new ReadRun(connector, sink, plan, host, display, new Random(1)).RunAsync(cancellation);
        return ExitCode.OfRead(host.Totals.NeedsAttention);
    }

    /// <summary>
    /// More than a tenth of the lines are rejected, so the exit code of such a run says that action is required.
    /// </summary>
    private static void AssertDone(int exitCode) =>
        Assert.Contains(exitCode, (int[])[ExitCode.Done, ExitCode.UnreadObjects]);

    private IEnumerable<int> Rejects() =>
        File.ReadLines(Path.Combine(_folder, "out", "rejects.ndjson"))
            .Select(line =>
                BitConverter.ToInt32(JsonDocument.Parse(line).RootElement.GetProperty("raw").GetBytesFromBase64())
            );

    private static void ThrowAt(int i, int place, Exception? fault)
    {
        if (i == place && fault is not null)
        {
            throw fault;
        }
    }

    private static InputException Fault(ErrorKind kind) =>
        new(
            new InputError
            {
                Kind = kind,
                Code = "s3.unavailable",
                Message = "It failed.",
            }
        );

    private sealed class CrashException : Exception;

    /// <summary>
    /// Ends as a killed process does: no file is truncated, and everything written so far can be on the disk.
    /// </summary>
    private sealed class CrashingSink(FolderSink files, int step) : ISink
    {
        private int _step;

        public void Write(InputMessage message)
        {
            Assert.False(
                Thread.CurrentThread.IsThreadPoolThread,
                "A blocking output would occupy a thread pool thread that creates records."
            );
            Step();
            files.Write(message);
        }

        public IReadOnlyDictionary<string, long> Flush()
        {
            Step();
            var lengths = new Dictionary<string, long>(files.Flush());
            Step();
            return lengths;
        }

        public void Rollback() { }

        public void WriteError(InputError error) { }

        public void Dispose()
        {
            files.Flush();
            files.Dispose();
        }

        private void Step()
        {
            if (_step++ == step)
            {
                throw new CrashException();
            }
        }
    }
}
