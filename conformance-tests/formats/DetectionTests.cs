using System.Globalization;
using DuckDB.NET.Data;
using Xunit;

namespace ConformanceTests;

/// <summary>The queries of the documentation find what they describe.</summary>
public sealed class DetectionTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2024, 3, 10, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("detections-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Five_failed_logons_from_one_address_in_ten_minutes_are_found()
    {
        var store = new MemoryStore();
        Add(
            store,
            "connectionlog",
            "sales",
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(i => Logon("authentication failure", i, "203.0.113.9", $"guess{i % 2}")),
                .. Enumerable.Range(0, 4).Select(i => Logon("authentication failure", i, "203.0.113.10", "alice")),
                .. Enumerable.Range(0, 5).Select(i => Logon("authenticated", i, "203.0.113.11", "alice")),
                .. Enumerable.Range(0, 5).Select(i => Logon("authentication failure", 11 * i, "203.0.113.12", "alice")),
            ]
        );
        await WriteAsync(store, "connectionlog", "ocsf");
        Assert.Equal(["203.0.113.9|2024-03-10 00:00:00|5|guess0, guess1"], Query("brute-force.sql"));
    }

    [Fact]
    public async Task Users_who_become_superusers_are_found()
    {
        var store = new MemoryStore();
        Add(
            store,
            "userlog",
            "sales",
            [
                Change(0, 100, "admin2", "create", isSuper: true),
                Change(1, 101, "alice", "create", isSuper: false),
                Change(2, 101, "alice", "alter", isSuper: true),
                Change(3, 101, "alice", "alter", isSuper: true),
                Change(4, 102, "bob", "alter", isSuper: false),
                Change(5, 100, "admin2", "drop", isSuper: true),
            ]
        );
        await WriteAsync(store, "userlog", "ocsf");
        Assert.Equal(
            [
                "arn:aws:redshift:us-east-1:123456789012:cluster:sales|100|admin2|2024-03-10 00:00:00|Create",
                "arn:aws:redshift:us-east-1:123456789012:cluster:sales|101|alice|2024-03-10 00:02:00|Alter",
            ],
            Query("new-superuser.sql")
        );
    }

    [Fact]
    public async Task The_first_logon_from_another_address_is_found()
    {
        var store = new MemoryStore();
        Add(
            store,
            "connectionlog",
            "sales",
            [
                Logon("authenticated", 1, "192.0.2.1", "alice"),
                Logon("authenticated", 2, "192.0.2.1", "alice"),
                Logon("authentication failure", 3, "192.0.2.9", "alice"),
                Logon("authenticated", 4, "::ffff:192.0.2.2", "alice"),
                Logon("authenticated", 5, "192.0.2.2", "bob"),
                Logon("authenticated", 6, "[local]", "alice"),
            ]
        );
        await WriteAsync(store, "connectionlog", "ocsf");
        Assert.Equal(["sales|alice|192.0.2.2|2024-03-10 00:04:00"], Query("new-address.sql"));
    }

    [Fact]
    public async Task Two_clusters_in_one_bucket_are_separated_and_sorted_by_time()
    {
        var store = new MemoryStore();
        Add(
            store,
            "connectionlog",
            "sales",
            [Logon("authenticated", 9, "10.0.0.1", "b"), Logon("authenticated", 1, "10.0.0.1", "a")]
        );
        Add(store, "connectionlog", "archive", [Logon("authenticated", 5, "10.0.0.1", "other")]);
        await WriteAsync(store, "connectionlog", "enriched");
        Assert.Equal(
            ["2024-03-10 00:01:00|a", "2024-03-10 00:09:00|b"],
            Query("two-clusters.sql").Select(row => string.Join('|', row.Split('|')[0], row.Split('|')[2]))
        );
    }

    private static string Logon(string name, int minute, string address, string user) =>
        $"{name} |Sun, 10 Mar 2024 00:{minute:00}:00:000|{address} |5439 |1|dev |{user} |password |0|TLSv1.2 |x "
        + "|0| | | |psql |Linux |JDBC 2 |none |0|0a9edc00-a1e6-44e0-8274-9417e5f355de |lz4";

    private static string Change(int minute, int id, string name, string action, bool isSuper) =>
        $"{id}|{name}| |{action}|0|{(isSuper ? 1 : 0)}|0|9223372036854775807|1|2|"
        + $"Sun, 10 Mar 2024 00:{minute:00}:00:000";

    private static void Add(MemoryStore store, string log, string cluster, IEnumerable<string> rows) =>
        store.Put(
            Samples.Key(Day.AddHours(1), cluster, log),
            Samples.Gzip(System.Text.Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + "\n"))))
        );

    /// <summary>Writes the records as <c>inputhost read --out audit --format …</c> does.</summary>
    private async Task WriteAsync(MemoryStore store, string log, string format)
    {
        var read = await Fixtures.ReadAsync(store, "audit-logs", log, prefix: null, format);
        Assert.Null(read.Error);
        Assert.Empty(read.Rejected);
        Directory.CreateDirectory(Path.Combine(_folder, "audit"));
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "audit", $"{log}.{format}.ndjson"),
            read.Records.Select(record => record.Json)
        );
    }

    /// <summary>The rows of a query's result, with the values joined by bars.</summary>
    private List<string> Query(string file)
    {
        var text = File.ReadAllText(Repository.File("docs", "detections", file))
            .Replace("'audit/", $"'{_folder}/audit/", StringComparison.Ordinal);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Shown(reader.GetValue(i)))));
        }

        return rows;
    }

    private static string Shown(object value) =>
        value switch
        {
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            string text => text,
            System.Collections.IEnumerable items => string.Join(", ", items.Cast<object>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
