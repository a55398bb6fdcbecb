using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Checkpoints of earlier versions, read by the current engine: <c>fixtures/stored</c>.</summary>
public sealed class StoredCheckpointTests
{
    private static readonly string Root = Repository.File("fixtures", "stored");

    public static TheoryData<string> Stored =>
        new(
            Directory
                .GetFiles(Root, "*.bin", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Stored))]
    public void A_stored_checkpoint_has_its_stored_content(string file)
    {
        var path = Path.Combine(Root, file);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
        var expected = document.RootElement;
        var checkpoint = new Checkpoint
        {
            Version = expected.GetProperty("version").GetInt32(),
            State = File.ReadAllBytes(path),
        };
        var source = SourceOf(expected.GetProperty("bucket").GetString()!);
        var state = StateCodec.Read(checkpoint, source, new CheckpointRules());

        Assert.Equal(Time(expected, "backfill"), state.Backfill);
        Assert.Equal(Time(expected, "watermark"), state.Watermark);
        AssertSweep(expected.GetProperty("sweep"), state.Sweep);
        AssertSweep(expected.GetProperty("lastSweep"), state.LastSweep);
        Assert.Equal(expected.GetProperty("roots").EnumerateArray().Select(root => root.GetString()), state.Roots);
        Assert.Equal(expected.GetProperty("ids").GetInt32(), state.Ids.Count);
        Assert.Equal(
            expected.GetProperty("partialLines").EnumerateArray().Select(lines => lines.GetInt64()).Order(),
            state.Partials.Values.Order()
        );
        Assert.Equal(
            expected
                .GetProperty("parked")
                .EnumerateArray()
                .Select(Parked)
                .OrderBy(parked => parked.Version.Key, StringComparer.Ordinal),
            state.Parked.Values.OrderBy(parked => parked.Version.Key, StringComparer.Ordinal)
        );
    }

    /// <summary>The identity of a bucket on a local server, as in the stored checkpoints.</summary>
    private static byte[] SourceOf(string bucket) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"loopback\0{bucket}\0\0connectionlog"));

    private static void AssertSweep(JsonElement expected, Sweep? sweep)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(sweep);
            return;
        }

        Assert.NotNull(sweep);
        Assert.Equal(
            (Time(expected, "start"), expected.GetProperty("position").GetString()),
            (sweep.Start, sweep.Position)
        );
        Assert.Equal(expected.GetProperty("requests").GetInt32(), sweep.Requests);
        Assert.Equal(expected.GetProperty("below").GetInt64(), sweep.Below.Count);
        Assert.Equal(expected.GetProperty("leaves").GetInt64(), sweep.Leaves.Count);
    }

    private static ParkedObject Parked(JsonElement expected) =>
        new()
        {
            Version = new ObjectVersion
            {
                Key = expected.GetProperty("key").GetString()!,
                ETag = expected.GetProperty("etag").GetString()!,
                Size = expected.GetProperty("size").GetInt64(),
                LastModified = Time(expected, "lastModified")!.Value,
            },
            Code = expected.GetProperty("code").GetString()!,
            Attempts = expected.GetProperty("attempts").GetInt32(),
            NextTry = Time(expected, "nextTry")!.Value,
        };

    private static DateTimeOffset? Time(JsonElement expected, string name) =>
        expected.GetProperty(name) is { ValueKind: JsonValueKind.String } time ? time.GetDateTimeOffset() : null;
}
