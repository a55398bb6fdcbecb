using System.Text.Json.Nodes;
using InputSdk;
using InputSdk.S3.Attacks;
using RedshiftAuditConnector;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// The columns of a row can be read from its event, so no value is lost, shifted or changed: not even in objects of an
/// attacker who writes delimiters, quotes and rows of other layouts into free texts.
/// </summary>
public sealed class OcsfInverseTests
{
    private const int Objects = 25;

    public static TheoryData<string, string, string?> Buckets => FixtureSnapshotTests.Buckets;

    public static TheoryData<string> Malformed => FixtureSnapshotTests.Malformed;

    public static TheoryData<string> LogTypes => new(RedshiftAuditLogs.Declaration.Logs.Select(log => log.Id));

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task The_columns_of_a_bucket_can_be_read_from_its_events(string bucket, string log, string? prefix) =>
        AssertEqual(
            await Fixtures.ReadBucketAsync(bucket, log, prefix),
            await Fixtures.ReadBucketAsync(bucket, log, prefix, RecordFormats.Enriched),
            await Fixtures.ReadBucketAsync(bucket, log, prefix, "ocsf")
        );

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task The_columns_of_a_malformed_object_can_be_read_from_its_events(string file) =>
        AssertEqual(
            await Fixtures.ReadMalformedAsync(file),
            await Fixtures.ReadMalformedAsync(file, RecordFormats.Enriched),
            await Fixtures.ReadMalformedAsync(file, "ocsf")
        );

    [Theory]
    [MemberData(nameof(LogTypes))]
    public async Task The_columns_of_objects_of_an_attacker_can_be_read_from_their_events(string log)
    {
        var definition = RedshiftAuditLogs.Declaration.Logs.Single(one => one.Id == log);
        var seed = Environment.TickCount;
        for (var i = 0; i < Objects; i++)
        {
            var text = MixedRows.Of(definition, new Random(unchecked(seed + i)));
            Task<ReadResult> ReadAsync(string? format)
            {
                var store = new MemoryStore();
                store.Put(Samples.Key(DateTimeOffset.UnixEpoch, log: log), Samples.Gzip(text));
                return Fixtures.ReadAsync(store, "audit-logs", log, prefix: null, format);
            }

            AssertEqual(
                await ReadAsync(null),
                await ReadAsync(RecordFormats.Enriched),
                await ReadAsync("ocsf"),
                $"seed {unchecked(seed + i)}"
            );
        }
    }

    private static void AssertEqual(ReadResult native, ReadResult enriched, ReadResult ocsf, string hint = "")
    {
        Assert.Equal(native.Rejected.Select(line => line.Origin), ocsf.Rejected.Select(line => line.Origin));
        Assert.Equal(native.Records.Select(record => record.Origin), enriched.Records.Select(record => record.Origin));
        Assert.Equal(native.Records.Select(record => record.Origin), ocsf.Records.Select(record => record.Origin));
        foreach (var ((plain, added), mapped) in native.Records.Zip(enriched.Records).Zip(ocsf.Records))
        {
            Assert.EndsWith("," + plain.Json[1..], added.Json, StringComparison.Ordinal);
            var (columns, found) = (JsonNode.Parse(plain.Json)!.AsObject(), JsonNode.Parse(mapped.Json)!);
            Assert.Empty(OcsfSchemas.Violations(found));
            foreach (var (name, value) in columns.Where(column => column.Key != "_extra"))
            {
                var text = Column(found, name);
                Assert.True(
                    IsSame((string?)value ?? "", text, name),
                    $"{hint} {name} is {text}\n{plain.Json}\n{mapped.Json}"
                );
            }

            Assert.True(JsonNode.DeepEquals(columns["_extra"], found["unmapped"]?["_extra"]), mapped.Json);
        }
    }

    /// <summary>Some values mean "none", and some members must have a value.</summary>
    private static bool IsSame(string column, string found, string name) =>
        column == found
        || (found.Length == 0 && name is "duration" or "mtu" && column == "0")
        || (found.Length == 0 && name == "valuntil" && column == "9223372036854775807")
        || (
            found == "unknown" && column.Length == 0 && name is "remotehost" or "dbname" or "username" or "oldusername"
        );

    private static string Column(JsonNode found, string name) =>
        ((string?)found["unmapped"]?[name] ?? Mapped(found, name))?.ToString() ?? "";

    private static string? Mapped(JsonNode found, string name)
    {
        var isUserLog = (int)found["class_uid"]! == 3001;
        var isRename = isUserLog && (string?)found["message"] == "rename";
        var session = found["session"] ?? found["actor"]?["session"];
        var client = found["src_endpoint"];
        return (
            name switch
            {
                "event" or "action" => found["message"],
                "recordtime" => found["metadata"]!["original_time"],
                "remotehost" => client?["ip"] ?? client?["hostname"] ?? client?["name"],
                "remoteport" => client?["port"],
                "os_version" => client?["os"]?["name"],
                "pid" => session?["uid_alt"] ?? session?["uid"],
                "sessionid" => session?["uid_alt"] is null ? null : session["uid"],
                "dbname" => found["database"]?["name"],
                "username" when isUserLog => found["user_result"]?["name"]
                    ?? (isRename ? null : found["user"]?["name"]),
                "username" => found["user"]?["name"] ?? found["actor"]?["user"]?["name"],
                "oldusername" => isRename ? found["user"]?["name"] : null,
                "userid" => found["user"]?["uid"],
                "authmethod" => found["auth_protocol"],
                "application_name" => found["actor"]?["app_name"],
                "iamauthguid" => found["metadata"]!["correlation_uid"],
                _ => null,
            }
        )?.ToString();
    }
}
