using System.Text.Json;
using InputHost.Read;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>What is reported about objects that could not be read.</summary>
public sealed class UnreadObjectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("left-objects-").FullName;
    private readonly List<string> _said = [];
    private readonly ReadTotals _totals = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Parked_objects_are_reported_with_their_message_and_the_exit_code_is_6()
    {
        Assert.Equal(
            6,
            await RunAsync([
                [.. Enumerable.Range(0, 8).Select(i => Parked($"2024/{i}", 2))],
            ])
        );
        Assert.Equal(6, _totals.Remarks.Count());
        Assert.Equal("parked: 2024/0 is damaged, tried 2 times, next at noon: fix it.", _totals.Remarks.First());
        Assert.Equal("parked: and 3 more. Use --envelope to write a message for each.", _totals.Remarks.Last());
        Assert.EndsWith("; 8 objects parked.", _totals.Summary(TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Following_reports_a_parked_object_at_once_and_again_only_after_the_next_attempt()
    {
        await FollowAsync([
            [Parked("a", 1), new InputException(Fault)],
            [Parked("a", 1)],
            [Parked("a", 2), Parked("b", 1)],
            [Parked("a", 2)],
        ]);
        Assert.Equal(
            ["a is damaged, tried 1 times", "a is damaged, tried 2 times", "b is damaged, tried 1 times"],
            Reported("parked: ")
        );
        Assert.StartsWith("parked: a is damaged, tried 1 times", _said[0], StringComparison.Ordinal);
        Assert.EndsWith("; 2 objects parked.", _totals.Summary(TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Equal(
            [
                "parked: a is damaged, tried 2 times, next at noon: fix it.",
                "parked: b is damaged, tried 1 times, next at noon: fix it.",
            ],
            _totals.Remarks
        );
    }

    [Fact]
    public async Task An_object_that_a_later_pass_read_is_no_longer_parked_but_another_version_of_it_is()
    {
        await FollowAsync([
            [Parked("a", 1), Parked("b", 1), Parked("c", 1)],
            [Batch("a", "v"), Batch("b", "w"), Skipped("c", SkipReason.Gone)],
        ]);
        Assert.Equal(
            ["parked: b is damaged, tried 1 times, next at noon: fix it."],
            _totals.Remarks.Where(line => line.StartsWith("parked", StringComparison.Ordinal))
        );
        await FollowAsync([
            [Parked("a", 2)],
        ]);
        Assert.EndsWith("; 2 objects parked.", _totals.Summary(TimeSpan.Zero), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_fails_after_some_records_stays_parked()
    {
        Assert.Equal(
            6,
            await RunAsync([
                [Batch("a", "v"), Parked("a", 1)],
            ])
        );
        Assert.Equal(
            0,
            await RunAsync([
                [Parked("a", 1), Batch("a", "v")],
            ])
        );
    }

    [Fact]
    public async Task Archived_objects_are_counted_by_folder_with_a_remedy()
    {
        var archived = Enumerable
            .Range(0, 700)
            .Select(i => Skipped($"logs/2024/03/{i / 100:00}/{i}.gz", SkipReason.Archived));
        Assert.Equal(
            6,
            await RunAsync([
                [.. archived, Skipped("top.gz", SkipReason.Archived)],
            ])
        );
        Assert.Equal(
            [
                .. Enumerable.Range(0, 5).Select(day => $"archived: 100 objects in s3://bucket/logs/2024/03/0{day}/"),
                "archived: and 201 more in other folders up to s3://bucket/logs/2024/03/06/",
                "archived: restore the objects, then read their days with --days FROM..TO.",
            ],
            _totals.Remarks
        );
        Assert.EndsWith("; 701 objects archived.", _totals.Summary(TimeSpan.Zero), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_reports_the_first_archived_object_at_once_and_the_folders_when_the_pass_ends()
    {
        await FollowAsync([
            [.. Enumerable.Range(0, 30).Select(i => Skipped($"logs/{i / 20}/{i}", SkipReason.Archived))],
            [Skipped("logs/2/31", SkipReason.Archived)],
        ]);
        Assert.Equal(
            [
                "skipped: logs/0/0 is Archived.",
                "archived: 20 objects in s3://bucket/logs/0/",
                "archived: 10 objects in s3://bucket/logs/1/",
                "archived: restore the objects, then read their days with --days FROM..TO.",
                "skipped: logs/2/31 is Archived.",
            ],
            _said
        );
    }

    [Fact]
    public async Task Following_limits_the_number_of_reported_parked_objects()
    {
        await FollowAsync([
            [.. Enumerable.Range(0, 9_000).Select(i => Parked($"{i}", 1))],
        ]);
        Assert.Equal(6, _said.Count);
        Assert.Equal("parked: and 8,995 more in this pass.", _said[^1]);
        Assert.Contains("; 9,000 objects parked.", _totals.Summary(TimeSpan.Zero), StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_skipped_objects_take_little_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
        {
            _totals.Count(
                Skipped($"logs/{i / 10}/{i}.gz", i % 2 == 0 ? SkipReason.Archived : SkipReason.Parked),
                showRejects: false
            );
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 1024 * 1024);
        Assert.EndsWith(
            "; 500,000 objects archived; 500,000 objects parked.",
            _totals.Summary(TimeSpan.Zero),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(EventLevel.Warning, 6)]
    [InlineData(EventLevel.Info, 0)]
    public async Task A_warning_ends_the_read_with_exit_code_6(EventLevel level, int exitCode)
    {
        Assert.Equal(
            exitCode,
            await RunAsync([
                [
                    new InputEvent
                    {
                        Level = level,
                        Code = "s3.late_objects",
                        Message = "Objects came late.",
                    },
                ],
            ])
        );
        Assert.Equal([(level == EventLevel.Warning ? "warning: " : "") + "Objects came late."], _said);
    }

    [Fact]
    public async Task The_envelope_of_a_skipped_object_has_its_attempts_and_its_next_attempt()
    {
        await RunAsync(
            [
                [Checkpoint, Parked("a", 3), Skipped("b", SkipReason.Gone)],
            ],
            new EnvelopeFormat("numbers")
        );
        await RunAsync(
            [
                [Parked("a", 3)],
            ],
            new EnvelopeFormat("numbers")
        );
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "out", "messages.ndjson"));
        Assert.Equal(4, lines.Length);
        Assert.Equal(lines[1], lines[3]);
        using var parked = JsonDocument.Parse(lines[1]);
        Assert.Equal(
            """{"type":"skipped","origin":{"object":"s3://bucket/a","version":"v","ordinal":0},"reason":"Parked","message":"a is damaged, tried 3 times, next at noon: fix it.","attempts":3,"nextTry":"2024-03-09T12:00:00Z","error":{"kind":"Data","code":"object.corrupt","message":"It is damaged."}}""",
            parked.RootElement.GetRawText()
        );
        Assert.Equal(
            """{"type":"skipped","origin":{"object":"s3://bucket/b","version":"v","ordinal":0},"reason":"Gone","message":"b is Gone.","attempts":0}""",
            lines[2]
        );
    }

    private static readonly CheckpointReached Checkpoint = new()
    {
        Checkpoint = new Checkpoint { Version = 1, State = new byte[] { 1 } },
        Records = 0,
        RejectedLines = 0,
        Objects = 0,
    };

    private static readonly InputError Fault = new()
    {
        Kind = ErrorKind.Transient,
        Code = "s3.unavailable",
        Message = "It failed.",
    };

    private static ObjectSkipped Parked(string key, int attempts) =>
        new()
        {
            Origin = Origin(key, "v"),
            Reason = SkipReason.Parked,
            Message = $"{key} is damaged, tried {attempts} times, next at noon: fix it.",
            Attempts = attempts,
            NextTry = new DateTimeOffset(2024, 3, 9, 13, 0, 0, TimeSpan.FromHours(1)),
            Error = new InputError
            {
                Kind = ErrorKind.Data,
                Code = "object.corrupt",
                Message = "It is damaged.",
            },
        };

    private static ObjectSkipped Skipped(string key, SkipReason reason) =>
        new()
        {
            Origin = Origin(key, "v"),
            Reason = reason,
            Message = $"{key} is {reason}.",
        };

    private static RecordBatch Batch(string key, string version) =>
        new()
        {
            LogType = "numbers",
            Origin = Origin(key, version) with { Ordinal = 1 },
            Count = 1,
            Records = "{}\n"u8.ToArray(),
        };

    private static RecordOrigin Origin(string key, string version) =>
        new()
        {
            Container = "bucket",
            Object = key,
            Version = version,
            Ordinal = 0,
        };

    private IEnumerable<string> Reported(string kind) =>
        _said
            .Where(line => line.StartsWith(kind, StringComparison.Ordinal))
            .Select(line => line[kind.Length..line.IndexOf(", next", StringComparison.Ordinal)]);

    private async Task FollowAsync(object[][] passes)
    {
        using var time = new ImmediateTime(stopAfter: passes.Length);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(passes, follow: TimeSpan.FromSeconds(60), time: time, totals: _totals)
        );
    }

    /// <summary>Runs with an envelope, a checkpoint, and the messages in a folder.</summary>
    private async Task<int> RunAsync(
        object[][] passes,
        EnvelopeFormat? format = null,
        TimeSpan? follow = null,
        ImmediateTime? time = null,
        ReadTotals? totals = null
    )
    {
        var folder = Path.Combine(_folder, "out");
        using var state = format is null ? null : SqliteCheckpointStore.Open(Path.Combine(_folder, "s.db"), "numbers");
        var place = state is null ? null : new CheckpointSlot(state, CheckpointKind.Current, folder);
        using ISink sink = place is null
            ? new StreamSink(Stream.Null, new PlainFormat(), rejects: null)
            : FolderSink.Open(folder, format!, place);
        var display = new LineList(_said);
        var plan = new RunOptions
        {
            Config = new InputConfig { Settings = "{}"u8.ToArray(), Secrets = "{}"u8.ToArray() },
            Slot = place,
            Follow = follow,
        };
        var host = new ReadHost(time ?? TimeProvider.System, "", totals ?? _totals, display);
        await new ReadRun(new MessageConnector(passes), sink, plan, host, display, new Random(1)).RunAsync(
            time?.Token ?? default
        );
        return ExitCode.OfRead(host.Totals.NeedsAttention);
    }
}
