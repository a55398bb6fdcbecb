using System.Text.Json.Nodes;
using InputSdk;
using Xunit;

namespace ConformanceTests;

/// <summary>The events of the format ocsf are those that were expected, and every event is valid.</summary>
public sealed class OcsfEventTests
{
    public static TheoryData<string, string, string?> Buckets => FixtureSnapshotTests.Buckets;

    public static TheoryData<string> Malformed => FixtureSnapshotTests.Malformed;

    /// <summary>Rows with the events that were written for them by hand.</summary>
    public static TheoryData<int> ExpectedEvents => new(Enumerable.Range(0, Expected.Length));

    private static JsonNode[] Expected =>
        [
            .. File.ReadLines(Repository.File("fixtures", "ocsf", "expected-1.8.0.ndjson"))
                .Select(line => JsonNode.Parse(line)!),
        ];

    [Theory]
    [MemberData(nameof(ExpectedEvents))]
    public async Task A_row_becomes_the_expected_event(int index)
    {
        var given = Expected[index];
        var (key, line) = ((string)given["key"]!, (string)given["line"]!);
        var (origin, found) = await OcsfOf(key, line);
        var expected = given["expected"]!;
        expected["metadata"]!["uid"] = RecordId.Of(
            "redshift-audit-logs",
            key.Contains("_userlog_", StringComparison.Ordinal) ? "userlog" : "connectionlog",
            origin
        );
        Assert.True(
            JsonNode.DeepEquals(expected, found),
            $"expected: {expected.ToJsonString()}\nfound: {found.ToJsonString()}"
        );
        Assert.Empty(OcsfSchemas.Violations(found));
    }

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task Every_event_of_a_bucket_is_valid(string bucket, string logType, string? prefix) =>
        AssertValid(await Fixtures.ReadBucketAsync(bucket, logType, prefix, "ocsf"));

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Every_event_of_a_malformed_object_is_valid(string file) =>
        AssertValid(await Fixtures.ReadMalformedAsync(file, "ocsf"));

    /// <summary>Rows whose values are hostile or unusual.</summary>
    [Theory]
    [InlineData("x |Mon, 31 Feb 2020 20:01:55:177|| |1| | ||0| | |0| | | | | | | |0| |")]
    [InlineData(" |Mon, 7 Dec 2020 20:01:55:177|999.1.1.1|99999|1|\"|\\|password|9|||7|a|b|c|\u0001|Plan 9|d|e|0||z")]
    [InlineData("authenticated|Mon, 7 Dec 2020 20:01:55:177|::ffff:1.2.3.4|0|1|dev||password|0|||0||||| | ||0||")]
    [InlineData("authenticated|Mon, 7 Dec 2020 23:59:60:177|fe80::1|1|1|dev|\"}|ident|0|||0|||||Mac OS X 10 |||0||")]
    [InlineData("disconnecting session|Mon, 7 Dec 2020 20:01:55:177|db.example.com|1|1|d|u|x|-5|||0||||a|Linux|||0||")]
    [InlineData(
        "disconnecting session|Mon, 7 Dec 2020 20:01:55:177||1|1|d|u|x|99999999999999999999|||0||||a|Linux|||0||"
    )]
    [InlineData(
        "initiating session|Mon, 7 Dec 2020 20:01:55:177||00080|1||||0|||0||||{\"a\":1}|Darwin|||0||y|extra|\""
    )]
    public async Task An_unusual_row_of_the_connection_log_is_a_valid_event_with_all_its_values(string row)
    {
        var (_, found) = await OcsfOf(Samples.Key(DateTimeOffset.UnixEpoch), row);
        Assert.Empty(OcsfSchemas.Violations(found));
        AssertHasAll(found, row.Split('|'), ["0"]);
    }

    [Theory]
    [InlineData("1|a|b|rename| |1| |5|1|2|Mon, 7 Dec 2020 20:01:55:177")]
    [InlineData("1|a| |rename|0|1| |9223372036854775807|1|2|Mon, 7 Dec 2020 20:01:55:177")]
    [InlineData("1| | |alter|0|1| | |1|2|Mon, 31 Apr 2020 20:01:55:177")]
    [InlineData("1|\"|c|grant|0|1|1|-7|1|2|Mon, 7 Dec 0000 20:01:55:177")]
    public async Task An_unusual_row_of_the_user_log_is_a_valid_event_with_all_its_values(string row)
    {
        var (_, found) = await OcsfOf(Samples.Key(DateTimeOffset.UnixEpoch, log: "userlog"), row);
        Assert.Empty(OcsfSchemas.Violations(found));
        AssertHasAll(found, row.Split('|'), ["9223372036854775807"]);
    }

    [Theory]
    [InlineData("create", "0", 1)]
    [InlineData("create", "1", 2)]
    [InlineData("alter", "1", 2)]
    [InlineData("drop", "1", 1)]
    public async Task A_user_who_becomes_a_superuser_has_a_higher_severity(string action, string isSuper, int severity)
    {
        var row = $"1|a| |{action}|0|{isSuper}|0|1|1|2|Mon, 7 Dec 2020 20:01:55:177";
        var (_, found) = await OcsfOf(Samples.Key(DateTimeOffset.UnixEpoch, log: "userlog"), row);
        Assert.Equal(severity, (int)found["severity_id"]!);
    }

    [Fact]
    public async Task The_name_of_a_cluster_is_data_and_cannot_change_the_event()
    {
        var (_, found) = await OcsfOf(Samples.Key(DateTimeOffset.UnixEpoch, cluster: "eu\"x"), Samples.Row(1));
        Assert.Equal("eu\"x", (string?)found["dst_endpoint"]!["name"]);
        Assert.Empty(OcsfSchemas.Violations(found));
    }

    /// <summary>Changes of a valid event that a validator must refuse.</summary>
    public static TheoryData<string, string> Refused =>
        new()
        {
            { "/class_uid", "3003" },
            { "/activity_id", "7" },
            { "/activity_name", "\"Logoff\"" },
            { "/type_uid", "300202" },
            { "/time", "\"2024-03-10T04:53:07Z\"" },
            { "/time", "null" },
            { "/severity_id", "7" },
            { "/status_id", "\"1\"" },
            { "/user", "{}" },
            { "/user/domain_name", "\"x\"" },
            { "/metadata/version", "null" },
            { "/metadata/profiles", "[\"host\"]" },
            { "/src_endpoint", "{\"port\":5439}" },
            { "/src_endpoint/ip", "\"not an address\"" },
            { "/pid", "5" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_changed_event_is_refused(string pointer, string value)
    {
        var (_, valid) = await OcsfOf(Samples.Key(DateTimeOffset.UnixEpoch), Samples.Row(1));
        Assert.Empty(OcsfSchemas.Violations(valid));
        string[] path = pointer.Split('/')[1..];
        var parent = path[..^1].Aggregate(valid, (node, name) => node[name]!).AsObject();
        if (value == "null")
        {
            Assert.True(parent.Remove(path[^1]));
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }

        Assert.NotEmpty(OcsfSchemas.Violations(valid));
    }

    private static void AssertValid(ReadResult result)
    {
        foreach (var (origin, json) in result.Records)
        {
            var violations = OcsfSchemas.Violations(JsonNode.Parse(json)!);
            Assert.True(violations.Count == 0, $"{origin}: {string.Join("; ", violations)}\n{json}");
        }
    }

    /// <summary>Every value of the row is a text or number of the event, except those that mean nothing.</summary>
    private static void AssertHasAll(JsonNode found, IEnumerable<string> values, string[] unset)
    {
        var texts = Leaves(found).Select(leaf => leaf.ToString()).ToHashSet();
        Assert.Empty(
            values.Select(value => value.Trim(' ')).Where(value => value.Length > 0).Except(unset).Except(texts)
        );
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Leaves(member.Value)),
            JsonArray items => items.SelectMany(Leaves),
            null => [],
            _ => [node],
        };

    private static async Task<(RecordOrigin Origin, JsonNode Event)> OcsfOf(string key, string line)
    {
        var (store, prefix) = (new MemoryStore(), key[..key.IndexOf("AWSLogs", StringComparison.Ordinal)].TrimEnd('/'));
        store.Put(key, Samples.Gzip(System.Text.Encoding.UTF8.GetBytes(line + "\n")));
        var log = key.Contains("_userlog_", StringComparison.Ordinal) ? "userlog" : "connectionlog";
        var result = await Fixtures.ReadAsync(store, "audit-logs", log, prefix.Length == 0 ? null : prefix, "ocsf");
        Assert.Null(result.Error);
        Assert.Empty(result.Rejected);
        var (origin, json) = Assert.Single(result.Records);
        return (origin, JsonNode.Parse(json)!);
    }
}
