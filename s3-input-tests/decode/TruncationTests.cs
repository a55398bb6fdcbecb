using System.IO.Compression;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// An object is truncated at every byte, by a connection that breaks or in the bucket itself. An object that fits into
/// the window emits no record. A larger one emits only correct lines, each once.
/// </summary>
public sealed class TruncationTests
{
    private const int FirstRows = 4;
    private const int AllRows = 9;

    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Cut = Samples.Key(Noon, "cut");
    private static readonly byte[] Text = Samples.Rows(1, AllRows);
    private static readonly int FirstBytes = Samples.Rows(1, FirstRows).Length;

    private static readonly Limits Windows = new()
    {
        PieceBytes = 70,
        BatchBytes = 600,
        CheckpointBytes = 1,
        LineBytes = 1_000,
        Requests = 2,
        RowLines = 1,
    };

    public static TheoryData<string, bool> Objects =>
        new()
        {
            { "one member", false },
            { "two members", false },
            { "stored blocks", false },
            { "plain text", false },
            { "one member", true },
            { "two members", true },
            { "stored blocks", true },
            { "plain text", true },
        };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task An_object_whose_connection_breaks_is_parked_and_later_read_with_each_line_once(
        string kind,
        bool isLarge
    )
    {
        var (body, leaves) = (Body(kind), false);
        for (var length = 0; length < body.Length; length++)
        {
            using var store = StoreOf(body);
            var host = HostOf(store, isLarge);
            store.OnBody = (version, whole) => version.Key == Cut ? new MemoryStream(body, 0, length) : whole;
            var first = await host.PassAsync();
            AssertParked("object.body_failed", first, kind, length);
            AssertFirstLines(LinesOf(first), isLarge ? AllRows : 0, kind, length);
            leaves |= LinesOf(first).Count > 0;

            store.OnBody = (_, whole) => whole;
            store.Now = Noon.AddHours(1);
            await host.PassAsync();
            Assert.Equal(First(AllRows), LinesOf(host.Records).Order());
        }

        Assert.Equal(isLarge, leaves);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task A_truncated_gzip_object_is_parked_unless_it_ends_between_two_members(string kind, bool isLarge)
    {
        var (body, leaves) = (Body(kind), false);
        var boundary = kind == "two members" ? Samples.Gzip(Text.AsSpan(0, FirstBytes)).Length : -1;
        for (var length = 1; length < body.Length; length++)
        {
            using var store = StoreOf(body[..length]);
            var host = HostOf(store, isLarge);
            var first = await host.PassAsync();
            if (kind == "plain text")
            {
                AssertPlain(first, host, length);
                continue;
            }

            if (length == boundary)
            {
                Assert.Empty(first.Skipped);
                Assert.Equal(First(FirstRows), LinesOf(first));
                continue;
            }

            // Less than three bytes are not recognizable as gzip.
            AssertParked(length < 3 ? "object.not_a_log" : "object.corrupt", first, kind, length);
            AssertFirstLines(LinesOf(first), isLarge ? AllRows : 0, kind, length);
            leaves |= LinesOf(first).Count > 0;
            store.Now = Noon.AddHours(1);
            var second = await host.PassAsync();
            Assert.Equal((0, 2), (LinesOf(second).Count, Assert.Single(second.Skipped).Attempts));
        }

        Assert.Equal(isLarge && kind != "plain text", leaves);
    }

    /// <summary>
    /// A truncated text is not detectable: its complete lines are records, and the last line is read as it is.
    /// </summary>
    private static void AssertPlain(ReadResult read, CommittingHost host, int length)
    {
        var whole = Text.AsSpan(0, length).Count((byte)'\n');
        if (whole == 0 && read.Skipped.Count == 1)
        {
            AssertParked("object.not_a_log", read, "plain text", length);
            return;
        }

        Assert.Empty(read.Skipped);
        var lines = Text.AsSpan(0, length).EndsWith("\n"u8) ? whole : whole + 1;
        var ordinals = read
            .Records.Where(record => record.Origin.Object == Cut)
            .Select(record => record.Origin.Ordinal)
            .Concat(read.Rejected.Select(line => line.Origin.Ordinal));
        Assert.Equal(Enumerable.Range(1, lines).Select(line => (long)line), ordinals.Order());
        Assert.Equal(read.Rejected.Count, host.Rejected.Count);
        if (whole > 1)
        {
            Assert.Equal(First(whole), LinesOf(read).Take(whole));
        }
    }

    private static void AssertParked(string code, ReadResult read, string kind, int length)
    {
        Assert.Null(read.Error);
        var skipped = Assert.Single(read.Skipped);
        Assert.True(
            (skipped.Origin.Object, skipped.Reason, skipped.Error!.Code) == (Cut, SkipReason.Parked, code),
            $"{kind} cut to {length} bytes: {skipped.Origin.Object} {skipped.Error.Code}"
        );
        Assert.Equal(6, read.Records.Count(record => record.Origin.Object != Cut));
    }

    private static void AssertFirstLines(List<string> lines, int most, string kind, int length) =>
        Assert.True(
            lines.Count <= most && lines.SequenceEqual(First(lines.Count)),
            $"{kind} cut to {length} bytes: {string.Join(' ', lines)}"
        );

    private static byte[] Body(string kind) =>
        kind switch
        {
            "one member" => Samples.Gzip(Text),
            "two members" => [.. Samples.Gzip(Text.AsSpan(0, FirstBytes)), .. Samples.Gzip(Text.AsSpan(FirstBytes))],
            "stored blocks" => Samples.Gzip(Text, CompressionLevel.NoCompression),
            _ => Text,
        };

    private static MemoryStore StoreOf(byte[] body)
    {
        var store = new MemoryStore { Now = Noon, ChunkSize = 200 };
        store.Put(Samples.Key(Noon, "a"), Samples.Log(101), Noon.AddDays(-1));
        store.Put(Cut, body, Noon.AddDays(-1));
        store.Put(Samples.Key(Noon, "z"), Samples.Log(201), Noon.AddDays(-1));
        return store;
    }

    private static CommittingHost HostOf(MemoryStore store, bool isLarge) =>
        new(() => Samples.Connector(store, Windows with { WholeObjectBytes = isLarge ? 500 : 100_000 }));

    private static List<string> LinesOf(ReadResult read) => LinesOf(read.Records);

    private static List<string> LinesOf(IEnumerable<(RecordOrigin Origin, string Json)> records) =>
        records.Where(record => record.Origin.Object == Cut).Select(record => record.Json).ToList();

    /// <summary>The records of the first rows, as an uninterrupted read returns them.</summary>
    private static IEnumerable<string> First(int rows) => Whole.Value.Take(rows);

    private static readonly Lazy<List<string>> Whole = new(() =>
    {
        using var store = StoreOf(Samples.Gzip(Text));
        return LinesOf(Samples.ReadAsync(store).GetAwaiter().GetResult());
    });
}
