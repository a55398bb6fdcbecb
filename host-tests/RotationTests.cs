using InputHost.Sinks;
using InputHost.State;
using InputSdk;
using Xunit;

namespace InputHost.Tests;

/// <summary>Closing the files of a folder as segments.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly string _work = Directory.CreateTempSubdirectory("rotation-").FullName;
    private readonly FolderTime _time = new() { Now = TimeProvider.System.GetUtcNow() };

    private string Out => Path.Combine(_work, "out");

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Theory]
    [InlineData("1KB", 1_000L, null)]
    [InlineData("100MB", 100_000_000L, null)]
    [InlineData("2GB", 2_000_000_000L, null)]
    [InlineData("6h", null, 6)]
    [InlineData("1d", null, 24)]
    public void A_rotation_is_a_size_or_a_period(string text, long? size, int? hours)
    {
        var rotation = Rotation.Parse(text)!;
        Assert.Equal((size, hours), (rotation.Size, (int?)rotation.Period?.TotalHours));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0MB")]
    [InlineData("0d")]
    [InlineData("100")]
    [InlineData("1.5GB")]
    [InlineData("-1d")]
    [InlineData("100 MB")]
    [InlineData("100mb")]
    [InlineData("999999GB")]
    [InlineData("1d\n")]
    public void Other_texts_are_no_rotation(string text) => Assert.Null(Rotation.Parse(text));

    [Fact]
    public void A_period_ends_at_midnight_in_UTC_and_not_after_a_day()
    {
        var daily = Rotation.Parse("1d")!;
        Assert.False(daily.IsDue(1, Noon, Noon.AddHours(11.9)));
        Assert.True(daily.IsDue(1, Noon, Noon.AddHours(12)));
        Assert.True(daily.IsDue(1, Noon.AddHours(11.9), Noon.AddHours(12)));
        Assert.False(daily.IsDue(0, Noon, Noon.AddDays(3)));
    }

    [Theory]
    [InlineData("connectionlog.ndjson", 1, "connectionlog-000001.ndjson")]
    [InlineData("a-b.ndjson", 1_234_567, "a-b-1234567.ndjson")]
    public void A_segment_has_the_name_of_its_file_and_its_number(string file, long number, string segment)
    {
        Assert.Equal(segment, SegmentName.Of(file, number));
        Assert.Equal((file, number), SegmentName.Parse(segment));
    }

    [Theory]
    [InlineData("connectionlog.ndjson")]
    [InlineData("connectionlog-1.ndjson")]
    [InlineData("connectionlog-0000001.ndjson")]
    [InlineData("connectionlog-00000x.ndjson")]
    [InlineData("-000001.ndjson")]
    public void Other_names_are_no_segments(string name) => Assert.Null(SegmentName.Parse(name));

    [Fact]
    public void Records_are_in_the_segments_in_order_and_each_is_closed_at_its_size()
    {
        for (var run = 0; run < 3; run++)
        {
            using var state = OpenState();
            using var sink = OpenSink(Slot(state), "1KB");
            for (var i = 0; i < 11; i++)
            {
                Write(sink, Slot(state), (run * 11) + i);
            }
        }

        Assert.Equal(Enumerable.Range(0, 33), Pids());
        var segments = Directory.GetFiles(Out, "numbers-*.ndjson");
        Assert.True(segments.Length > 3);
        Assert.All(segments, segment => Assert.InRange(new FileInfo(segment).Length, 1_000, 1_400));
        Assert.InRange(new FileInfo(Path.Combine(Out, "numbers.ndjson")).Length, 0, 1_000);
    }

    [Fact]
    public void A_file_is_closed_when_the_day_ends_before_the_next_record_is_written()
    {
        using var state = OpenState();
        using var sink = OpenSink(Slot(state), "1d");
        Write(sink, Slot(state), 0);
        _time.Now = _time.Now.AddDays(1);
        Write(sink, Slot(state), 1);
        Assert.Single(File.ReadLines(Path.Combine(Out, "numbers-000001.ndjson")));
        Assert.Single(File.ReadLines(Path.Combine(Out, "numbers.ndjson")));
    }

    [Fact]
    public void A_kill_between_the_rename_and_the_stored_number_loses_and_repeats_nothing()
    {
        using (var state = OpenState())
        {
            var killed = new KilledState(Slot(state));
            using var sink = OpenSink(killed, "1KB");
            Assert.Throws<CrashException>(() =>
            {
                for (var i = 0; i < 10; i++)
                {
                    Write(sink, Slot(state), i);
                }
            });
        }

        var written = Pids().Count;
        using (var state = OpenState())
        {
            using var sink = OpenSink(Slot(state), "1KB");
            Write(sink, Slot(state), written);
        }

        Assert.Equal(Enumerable.Range(0, written + 1), Pids());
        Assert.True(File.Exists(Path.Combine(Out, "numbers-000001.ndjson")));
    }

    [Fact]
    public void A_file_with_the_name_of_the_next_segment_is_not_overwritten()
    {
        using var state = OpenState();
        using var sink = OpenSink(Slot(state), "1KB");
        File.WriteAllText(Path.Combine(Out, "numbers-000001.ndjson"), "mine");
        var error = Assert.Throws<HostException>(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                Write(sink, Slot(state), i);
            }
        });
        Assert.Contains("numbers-000001.ndjson exists in the folder", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Out, "numbers-000001.ndjson")));
    }

    [Fact]
    public void Old_segments_are_deleted_and_other_files_are_not()
    {
        using var state = OpenState();
        using (var sink = OpenSink(Slot(state), "1KB"))
        {
            for (var i = 0; i < 30; i++)
            {
                Write(sink, Slot(state), i);
            }
        }

        var (old, recent) = (Path.Combine(Out, "numbers-000001.ndjson"), Path.Combine(Out, "numbers-000002.ndjson"));
        var copy = Path.Combine(Out, "numbers-000001.ndjson.bak");
        File.Copy(old, copy);
        Array.ForEach([old, copy], file => File.SetLastWriteTimeUtc(file, _time.Now.UtcDateTime.AddDays(-91)));
        using (var sink = OpenSink(Slot(state), "1KB", retain: TimeSpan.FromDays(90)))
        {
            Assert.False(File.Exists(old));
            Assert.True(File.Exists(recent) && File.Exists(copy));
        }
    }

    private SqliteCheckpointStore OpenState() => SqliteCheckpointStore.Open(Path.Combine(_work, "s.db"), "numbers");

    private CheckpointSlot Slot(SqliteCheckpointStore state) => new(state, CheckpointKind.Current, Out);

    private FolderSink OpenSink(IFolderState state, string rotation, TimeSpan? retain = null) =>
        FolderSink.Open(Out, new PlainFormat(), state, Rotation.Parse(rotation)! with { Retain = retain }, _time);

    /// <summary>Writes a record of about 200 bytes, and stores a checkpoint that covers it.</summary>
    private static void Write(FolderSink sink, CheckpointSlot slot, int pid)
    {
        sink.Write(
            new RecordBatch
            {
                LogType = "numbers",
                Origin = new RecordOrigin
                {
                    Container = "b",
                    Object = "k",
                    Version = "v",
                    Ordinal = pid + 1,
                },
                Count = 1,
                Records = System.Text.Encoding.UTF8.GetBytes(
                    $"{{\"pid\":{pid},\"text\":\"{new string('x', 180)}\"}}\n"
                ),
            }
        );
        slot.Commit(
            new Checkpoint { Version = 1, State = new byte[] { 1 } },
            sink.Flush(),
            new CommittedTotals(1, 0, 0, 0)
        );
        sink.Committed();
    }

    /// <summary>The records of all segments and of the open file, in order.</summary>
    private List<int> Pids() =>
        [
            .. Directory
                .GetFiles(Out, "numbers-*.ndjson")
                .Order(StringComparer.Ordinal)
                .Append(Path.Combine(Out, "numbers.ndjson"))
                .Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Select(line => System.Text.Json.JsonElement.Parse(line).GetProperty("pid").GetInt32()),
        ];

    private sealed class CrashException : Exception;

    /// <summary>The program ends before the number of a segment is stored.</summary>
    private sealed class KilledState(IFolderState state) : IFolderState
    {
        public IReadOnlyDictionary<string, long> Lengths() => state.Lengths();

        public IReadOnlyDictionary<string, long> Segments() => state.Segments();

        public string? OtherFolder() => state.OtherFolder();

        public void Register(string name) => state.Register(name);

        public void CloseSegment(string name, long number) => throw new CrashException();
    }

    private sealed class FolderTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
