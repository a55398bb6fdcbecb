using System.Text.Json;
using InputHost.Plugins;
using InputHost.Postgres;
using InputHost.Postgres.Records;
using InputHost.State;
using InputSdk;
using Xunit;

namespace PostgresTests;

/// <summary>Records in tables: exactly once, in the partition of their day, with any content.</summary>
[Collection(nameof(PostgresFixture))]
public sealed class SinkStories(PostgresFixture fixture)
{
    private static readonly DateOnly Day = new(2024, 3, 9);

    private readonly PluginManifest _manifest = Messages.Manifest("a", "b");

    [PostgresFact]
    public async Task Values_are_stored_as_they_are_and_U0000_is_replaced_and_counted()
    {
        var (database, text) = await PrepareAsync();
        var large = new string('x', 1_000_000);
        var remarks = Store(
            database,
            _manifest,
            Messages.Batch(
                "o1",
                Day,
                """{"a":"plain","b":null}""",
                """{"a":"tab\t, line\n, quote\", backslash\\, ü, \ud83d\ude00","b":"'; DROP TABLE x; --"}""",
                """{"a":"\u0000 and \\u0000","b":"\u0000","_extra":{"7":"\u0000\\u0000"}}""",
                $$"""{"a":"{{large}}","b":""}"""
            ),
            Messages.Rejected("o1", Day, [0, 255, 10, 92])
        );
        Assert.Equal(["U+FFFD replaced U+0000, which PostgreSQL cannot store, in 3 values."], remarks);
        Assert.Equal(
            [
                """["plain", null, null, "s3://bucket/o1", "v1", 1]""",
                """["tab\t, line\n, quote\", backslash\\, ü, 😀", "'; DROP TABLE x; --", null, "s3://bucket/o1", "v1", 2]""",
                """["� and \\u0000", "�", {"7": "�\\u0000"}, "s3://bucket/o1", "v1", 3]""",
            ],
            (
                await LinesAsync(
                    text,
                    "SELECT jsonb_build_array(a, b, _extra, _object, _version, _line) "
                        + $"FROM {Messages.Table} WHERE _line < 4 ORDER BY _line"
                )
            )
        );
        Assert.Equal("1000000", await OneAsync(text, $"SELECT length(a) FROM {Messages.Table} WHERE _line = 4"));
        Assert.Equal(
            $"{RecordId.Of(Messages.Connector, "events", Messages.Origin("o1") with { Ordinal = 1 })}|2024-03-09|input",
            await OneAsync(text, $"SELECT _id, _day, _input FROM {Messages.Table} WHERE _line = 1")
        );
        Assert.Equal(
            "test-logs|events|test.line|The line is invalid.|00ff0a5c|7",
            await OneAsync(
                text,
                "SELECT connector, log_type, code, message, encode(raw, 'hex'), _line FROM records.rejected_lines"
            )
        );
    }

    [PostgresFact]
    public async Task Records_that_are_read_again_are_stored_once()
    {
        var (database, text) = await PrepareAsync();
        var batch = Messages.Batch("o1", Day, Record(1), Record(2), Record(3));
        Store(database, _manifest, batch, Messages.Rejected("o1", Day, [1]));
        Store(database, _manifest, batch, Messages.Rejected("o1", Day, [1]));
        using (var twice = Open(database))
        {
            using var sink = new PostgresSink(twice, _manifest, format: null, TimeProvider.System);
            Commit(twice, sink, batch, Messages.Batch("o2", Day, Record(4)), Messages.Batch("o2", Day, Record(4)));
            Commit(twice, sink, Messages.Batch("o1", Day, Record(1)), Messages.Batch("o3", Day, Record(5)));
        }

        Assert.Equal("5|5", await OneAsync(text, $"SELECT count(*), count(DISTINCT _id) FROM {Messages.Table}"));
        Assert.Equal("1", await OneAsync(text, "SELECT count(*) FROM records.rejected_lines"));
    }

    [PostgresFact]
    public async Task Two_inputs_that_read_one_object_each_have_its_records()
    {
        var (database, text) = await PrepareAsync();
        var batch = Messages.Batch("o1", Day, Record(1));
        Store(database, _manifest, batch);
        using (var other = Open(database, "other"))
        {
            using var sink = new PostgresSink(other, _manifest, format: null, TimeProvider.System);
            Commit(other, sink, batch);
        }

        Assert.Equal(["input", "other"], await LinesAsync(text, $"SELECT _input FROM {Messages.Table} ORDER BY 1"));
    }

    [PostgresFact]
    public async Task Nothing_is_stored_without_its_checkpoint()
    {
        var (database, text) = await PrepareAsync();
        using (var state = Open(database))
        {
            using var sink = new PostgresSink(state, _manifest, format: null, TimeProvider.System);
            sink.Write(Messages.Batch("o1", Day, Record(1)));
            sink.Flush();
            sink.Rollback();
            Commit(state, sink, Messages.Batch("o2", Day, Record(2)));
            sink.Write(Messages.Batch("o3", Day, Record(3)));
            sink.Flush();
        }

        Assert.Equal(["s3://bucket/o2"], await LinesAsync(text, $"SELECT _object FROM {Messages.Table}"));
    }

    [PostgresFact]
    public async Task Only_the_key_decides_the_partition()
    {
        var (database, text) = await PrepareAsync();
        Store(
            database,
            _manifest,
            Messages.Batch("first", DateOnly.MinValue, """{"a":"2024-03-09","b":null}"""),
            Messages.Batch("last", DateOnly.MaxValue, Record(2)),
            Messages.Batch("none", null, Record(3))
        );
        Assert.Equal(
            [
                "records.test_logs__events_no_day|-infinity",
                "records.test_logs__events_0001_01_01|0001-01-01",
                "records.test_logs__events_9999_12_31|9999-12-31",
            ],
            await LinesAsync(text, $"SELECT tableoid::regclass, _day FROM {Messages.Table} ORDER BY _day")
        );
    }

    [PostgresFact]
    public async Task A_commit_with_many_days_needs_few_locks()
    {
        const int days = 600;
        var (database, text) = await PrepareAsync();
        Store(
            database,
            _manifest,
            [
                .. Enumerable
                    .Range(0, days)
                    .Select(day => Messages.Batch($"o{day}", Day.AddDays(day), Record(day), Record(day + 1))),
            ]
        );
        Assert.Equal(
            $"{2 * days}|{days}",
            await OneAsync(text, $"SELECT count(*), count(DISTINCT tableoid) FROM {Messages.Table}")
        );
    }

    [PostgresFact]
    public async Task Names_are_quoted_and_columns_are_added()
    {
        const string hostile = "x\"; DROP TABLE inputhost.state; --";
        var (database, text) = await PrepareAsync();
        Store(database, Messages.Manifest("a"), Messages.Batch("o1", Day, """{"a":"1"}"""));
        Store(
            database,
            Messages.Manifest("a", hostile, "c"),
            Messages.Batch("o2", Day, $$"""{"a":"2",{{JsonSerializer.Serialize(hostile)}}:"3","c":"4"}""")
        );
        Assert.Equal(
            ["1|||", "2|3|4|"],
            await LinesAsync(
                text,
                $"SELECT a, \"{hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}\", c, _extra "
                    + $"FROM {Messages.Table} ORDER BY a"
            )
        );
    }

    [PostgresFact]
    public async Task Other_formats_are_one_JSON_value_in_a_table_of_their_own()
    {
        var (database, text) = await PrepareAsync();
        using (var state = Open(database))
        {
            using var sink = new PostgresSink(state, _manifest, "ocsf", TimeProvider.System);
            Commit(state, sink, Messages.Batch("o1", Day, """{"class_uid":3002,"x":{"y":[1,"\u0000"]}}"""));
        }

        Assert.Equal(
            """3002|{"y": [1, "�"]}""",
            await OneAsync(text, "SELECT record->>'class_uid', record->'x' FROM records.test_logs__events__ocsf")
        );
    }

    [PostgresFact]
    public async Task A_record_that_the_manifest_does_not_describe_ends_the_run()
    {
        var (database, text) = await PrepareAsync();
        foreach (var record in new[] { """{"z":"1"}""", "[1]", """{"a":"\ud800"}""", "{" })
        {
            using var state = Open(database);
            using var sink = new PostgresSink(state, _manifest, format: null, TimeProvider.System);
            var error = Assert.Throws<InputHost.HostException>(() => sink.Write(Messages.Batch("o1", Day, record)));
            Assert.Equal(ErrorKind.Internal, error.Kind);
            Assert.Contains("s3://bucket/o1:1", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal("f", await OneAsync(text, $"SELECT to_regclass('{Messages.Table}') IS NOT NULL"));
    }

    /// <summary>More rows than memory holds go through a temporary table.</summary>
    [PostgresFact]
    public async Task A_large_commit_is_stored_once()
    {
        const int rows = 70;
        var (database, text) = await PrepareAsync();
        var large = new string('y', 1_000_000);
        var batches = Enumerable
            .Range(0, rows)
            .Select(i => (InputMessage)Messages.Batch($"o{i}", Day, $$"""{"a":"{{large}}","b":"{{i}}"}"""))
            .ToArray();
        Store(database, _manifest, batches);
        Store(database, _manifest, batches);
        Assert.Equal($"{rows}", await OneAsync(text, $"SELECT count(*) FROM {Messages.Table}"));
    }

    [PostgresFact]
    public async Task Old_days_are_dropped_but_not_those_of_other_inputs()
    {
        var (database, text) = await PrepareAsync();
        var today = DateOnly.Parse(await OneAsync(text, "SELECT (now() AT TIME ZONE 'UTC')::date"));
        var batches = new[] { 0, 89, 90, 91, 400 }
            .Select(age => (InputMessage)Messages.Batch($"o{age}", today.AddDays(-age), Record(age)))
            .ToArray();
        Store(database, _manifest, batches);
        using (var other = Open(database, "other"))
        {
            using var sink = new PostgresSink(other, _manifest, format: null, TimeProvider.System);
            Commit(other, sink, batches[3]);
        }

        using (var state = Open(database))
        {
            using var sink = new PostgresSink(state, _manifest, format: null, TimeProvider.System)
            {
                Retain = TimeSpan.FromDays(90),
            };
            Commit(state, sink, Messages.Batch("new", today, Record(1)));
        }

        Assert.Equal(
            ["other|91", "input|90", "input|89", "input|0", "input|0"],
            await LinesAsync(
                text,
                $"SELECT _input, (now() AT TIME ZONE 'UTC')::date - _day FROM {Messages.Table} ORDER BY _day, _input"
            )
        );
        Assert.Equal(
            "4",
            await OneAsync(text, $"SELECT count(*) FROM pg_inherits WHERE inhparent = '{Messages.Table}'::regclass")
        );
    }

    private static string Record(int number) => $$"""{"a":"{{number}}","b":null}""";

    private async Task<(Database Database, string Text)> PrepareAsync()
    {
        var text = await fixture.Server.CreateDatabaseAsync();
        return (Databases.Open(text), text);
    }

    private static PostgresCheckpointStore Open(Database database, string input = "input") =>
        PostgresCheckpointStore.Open(database, input, Messages.Connector);

    private static string[] Store(Database database, PluginManifest manifest, params InputMessage[] messages)
    {
        using var state = Open(database);
        using var sink = new PostgresSink(state, manifest, format: null, TimeProvider.System);
        Commit(state, sink, messages);
        return [.. sink.TakeRemarks()];
    }

    private static void Commit(PostgresCheckpointStore state, PostgresSink sink, params InputMessage[] messages)
    {
        foreach (var message in messages)
        {
            sink.Write(message);
        }

        state.Commit(CheckpointKind.Current, Messages.Checkpoint(1), folder: null, sink.Flush(), more: default);
        sink.Committed();
    }

    private async Task<string> OneAsync(string text, string sql) => Assert.Single(await LinesAsync(text, sql));

    private async Task<string[]> LinesAsync(string text, string sql) =>
        (await fixture.Server.QueryAsync(text, sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
