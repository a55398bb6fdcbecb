using System.Text.Json;
using System.Text.Json.Nodes;
using InputSdk;
using Xunit;

namespace ConformanceTests;

/// <summary>The format enriched is the native record after time, id, named parts, object and line.</summary>
public sealed class EnrichedFormatTests
{
    public static TheoryData<string, string, string?> Buckets => FixtureSnapshotTests.Buckets;

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task A_record_is_the_native_record_after_the_added_members(
        string bucket,
        string logType,
        string? prefix
    )
    {
        var native = await Fixtures.ReadBucketAsync(bucket, logType, prefix);
        var enriched = await Fixtures.ReadBucketAsync(bucket, logType, prefix, RecordFormats.Enriched);
        Assert.NotEmpty(native.Records);
        Assert.Equal(native.Records.Select(record => record.Origin), enriched.Records.Select(record => record.Origin));
        foreach (var (plain, (origin, json)) in native.Records.Zip(enriched.Records))
        {
            var name = origin.Object[(origin.Object.LastIndexOf('/') + 1)..].Split('_');
            var columns = JsonSerializer.Deserialize<JsonObject>(plain.Json)!;
            var added = new JsonObject
            {
                ["_time"] = Rfc3339((string)columns["recordtime"]!),
                ["_id"] = RecordId.Of("redshift-audit-logs", logType, origin),
                ["_account"] = name[0],
                ["_region"] = name[2],
                ["_cluster"] = name[3],
                ["_object"] = $"s3://{origin.Container}/{origin.Object}",
                ["_line"] = origin.Ordinal,
            };
            var expected = added.Select(member => member.Key).Concat(columns.Select(column => column.Key));
            var found = JsonNode.Parse(json)!.AsObject();
            Assert.Equal(expected, found.Select(member => member.Key));
            Assert.EndsWith(plain.Json[1..], json, StringComparison.Ordinal);
            Assert.All(added, member => Assert.True(JsonNode.DeepEquals(member.Value, found[member.Key]), json));
        }
    }

    [Fact]
    public async Task A_time_that_does_not_exist_is_null_and_counted()
    {
        var store = new MemoryStore();
        string[] times =
        [
            "31 Feb 2020 20:01:55:177",
            "29 Feb 2021 20:01:55:177",
            "7 Dec 2020 23:59:60:177",
            "7 Dec 2020 23:59:59:177",
        ];
        var rows = times.Select(time =>
            Samples.Row(1).Replace("7 Dec 2020 20:01:55:177", time, StringComparison.Ordinal)
        );
        store.Put(
            Samples.Key(DateTimeOffset.UnixEpoch),
            Samples.Gzip([.. rows.SelectMany(row => System.Text.Encoding.UTF8.GetBytes(row + "\n"))])
        );
        var read = await Fixtures.ReadAsync(store, "audit-logs", "connectionlog", prefix: null, RecordFormats.Enriched);
        Assert.Equal(3, read.Messages.OfType<RecordBatch>().Sum(batch => batch.Notes.UnreadableTime));
        Assert.Equal(
            [null, null, null, "2020-12-07T23:59:59.177Z"],
            read.Records.Select(record => (string?)JsonNode.Parse(record.Json)!["_time"])
        );
    }

    [Fact]
    public async Task An_unknown_format_is_refused_and_the_formats_are_named()
    {
        var store = MemoryStore.OfFolder(Repository.File("fixtures", "buckets", "audit-logs"));
        var read = await Fixtures.ReadAsync(store, "audit-logs", "connectionlog", prefix: null, "ecs");
        Assert.Equal(ErrorKind.Config, read.Error!.Kind);
        Assert.Contains("native, enriched, ocsf", read.Error.Message, StringComparison.Ordinal);
        Assert.Empty(read.Messages);
    }

    /// <summary>The same time as the .NET parser reads it.</summary>
    private static string Rfc3339(string logTime) =>
        DateTime
            .ParseExact(
                logTime[(logTime.IndexOf(' ', StringComparison.Ordinal) + 1)..],
                ["d MMM yyyy HH:mm:ss:fff", "dd MMM yyyy HH:mm:ss:fff"],
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None
            )
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
