using Xunit;

namespace PostgresTests;

/// <summary>A read with its checkpoint and its records in PostgreSQL, as a person runs it.</summary>
[Collection(nameof(PostgresFixture))]
public sealed class ReadStories(PostgresFixture fixture) : IDisposable
{
    private const string Table = "records.redshift_audit_logs__connectionlog";

    private static readonly string[] Both = ["--state", "postgres", "--out", "postgres"];

    private readonly FixtureFolder _work = new();

    private PostgresServer Server => fixture.Server;

    public void Dispose() => _work.Dispose();

    [PostgresFact]
    public async Task The_table_has_the_records_of_the_native_format_once()
    {
        var database = await Server.CreateDatabaseAsync();
        var plain = await Inputhost.RunAsync(_work.Folder, Read());
        await SucceedsAsync(database, Both);
        var again = await SucceedsAsync(database, Both);
        Assert.StartsWith("0 records from 0 objects", again.Errors, StringComparison.Ordinal);

        // The columns after those of the origin, in the order in which the connector declares them.
        var rows = await LinesAsync(
            database,
            $"SELECT to_jsonb(r) - '{{_day,_input,_id,_object,_version,_line}}'::text[] "
                + $"- CASE WHEN _extra IS NULL THEN '_extra' ELSE '' END FROM {Table} AS r"
        );
        Assert.Equal(
            plain.Lines.Select(Sorted).Order(StringComparer.Ordinal),
            rows.Select(Sorted).Order(StringComparer.Ordinal)
        );
    }

    [PostgresFact]
    public async Task A_new_object_adds_its_records()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, Both);
        _work.AddLog(TimeProvider.System.GetUtcNow(), rows: 4);
        var second = await SucceedsAsync(database, Both);
        Assert.StartsWith("4 records from 1 object", second.Errors, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Two_names_are_two_inputs()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, "--state", "postgres:one", "--out", "postgres");
        await SucceedsAsync(database, "--state", "postgres:two", "--out", "postgres");
        Assert.Equal(
            ["one|244", "two|244"],
            await LinesAsync(database, $"SELECT _input, count(*) FROM {Table} GROUP BY 1 ORDER BY 1")
        );
    }

    [PostgresFact]
    public async Task The_state_in_a_database_covers_the_files_in_a_folder()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, "--state", "postgres", "--out", "out");
        await File.AppendAllTextAsync(_work.File("out/connectionlog.ndjson"), "not covered");
        await SucceedsAsync(database, "--state", "postgres", "--out", "out");
        Assert.Equal(
            (await Inputhost.RunAsync(_work.Folder, Read())).Lines.Order(StringComparer.Ordinal),
            (await File.ReadAllLinesAsync(_work.File("out/connectionlog.ndjson"))).Order(StringComparer.Ordinal)
        );
    }

    [PostgresFact]
    public async Task A_full_read_and_a_read_of_days_repeat_no_record()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, Both);
        await SucceedsAsync(database, [.. Both, "--full"]);
        await SucceedsAsync(database, "--out", "postgres", "--days", "2024-03-09..2024-03-12");
        Assert.Equal("244", Assert.Single(await LinesAsync(database, $"SELECT count(*) FROM {Table}")));
        await Server.QueryAsync(database, $"DELETE FROM {Table} WHERE _day = '2024-03-09'");
        await SucceedsAsync(database, "--out", "postgres", "--days", "2024-03-09");
        Assert.Equal("244", Assert.Single(await LinesAsync(database, $"SELECT count(*) FROM {Table}")));
    }

    [PostgresFact]
    public async Task OCSF_events_are_JSON_values()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, [.. Both, "--format", "ocsf"]);
        Assert.Equal(
            "244",
            Assert.Single(await LinesAsync(database, $"SELECT count(record->>'class_uid') FROM {Table}__ocsf"))
        );
    }

    /// <summary>The connection is cut before the server receives a commit, or before its answer.</summary>
    [PostgresTheory]
    [InlineData(nameof(CutProxy.Cut.Before))]
    [InlineData(nameof(CutProxy.Cut.After))]
    public async Task A_continuous_read_continues_after_a_lost_connection(string cut)
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, "--state", "postgres:tables", "--out", "postgres");
        await Server.QueryAsync(database, "DELETE FROM inputhost.state");

        // The first commit is that of the start of the run. A query has its length before its text.
        var cuts = new Queue<CutProxy.Cut>([CutProxy.Cut.None, Enum.Parse<CutProxy.Cut>(cut)]);
        using var proxy = new CutProxy(
            Server.Port,
            sent => sent.Span.IndexOf("\vCOMMIT\0"u8) >= 0 && cuts.TryDequeue(out var next) ? next : CutProxy.Cut.None
        );
        var through = database.Replace($"Port={Server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        using var process = Start(through, [.. Both, "--follow", "1", "--health", "health.json"]);
        var lines = new List<string>();
        while (!lines.Exists(line => line.Contains("Retrying in", StringComparison.Ordinal)))
        {
            var line = await process.StandardError.ReadLineAsync();
            Assert.True(line is not null, string.Join('\n', lines));
            lines.Add(line);
        }

        while (!await HasAllAsync(database))
        {
            // Each query takes a moment.
            Assert.False(process.HasExited);
        }

        process.Kill();
        await Inputhost.EndAsync(process);
        Assert.Equal(
            "244|244",
            Assert.Single(
                await LinesAsync(
                    database,
                    $"SELECT count(*), (SELECT sum(records) FROM inputhost.checkpoint) FROM {Table} "
                        + "WHERE _input = 'redshift-audit-logs'"
                )
            )
        );
    }

    [PostgresFact]
    public async Task A_pooler_that_drops_session_settings_is_refused()
    {
        var database = await Server.CreateDatabaseAsync();
        using var proxy = new CutProxy(Server.Port, dropsSettings: true);
        var refused = await RunAsync(
            database.Replace($"Port={Server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal),
            Both
        );
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "A connection pooler in transaction mode ignores such settings",
            refused.Errors,
            StringComparison.Ordinal
        );
    }

    [PostgresFact]
    public async Task Tables_of_a_later_major_version_are_not_changed()
    {
        var database = await Server.CreateDatabaseAsync();
        await SucceedsAsync(database, Both);
        await Server.QueryAsync(database, "INSERT INTO inputhost.version (major, minor) VALUES (2, 1)");
        var refused = await RunAsync(database, Both);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains(
            "have the version 2.1, but this program supports version 1",
            refused.Errors,
            StringComparison.Ordinal
        );
    }

    [PostgresFact]
    public async Task Wrong_databases_are_named_and_the_password_is_not()
    {
        var database = await Server.CreateDatabaseAsync();
        (string Text, int ExitCode, string Message)[] cases =
        [
            ("", 2, "The database is missing. Set INPUTHOST_DATABASE"),
            ("gibberish", 2, "INPUTHOST_DATABASE is not a connection string"),
            ($"Database=x;Password={Server.Password}", 2, "INPUTHOST_DATABASE has no host"),
            ($"Passwort={Server.Password};Host=localhost", 2, "INPUTHOST_DATABASE is not a connection string"),
            (
                database.Replace(Server.Password, "wrong", StringComparison.Ordinal),
                3,
                "refused the user or the password"
            ),
            (Server.ConnectionString("nothing"), 2, "The database nothing@127.0.0.1 does not exist"),
            (database.Replace($"Port={Server.Port}", "Port=1", StringComparison.Ordinal), 4, "Connection refused"),
        ];
        foreach (var (text, exitCode, message) in cases)
        {
            var refused = await RunAsync(text, Both);
            Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
            Assert.Equal(exitCode, refused.ExitCode);
            Assert.DoesNotContain(Server.Password, refused.Errors + refused.Output, StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task The_connection_string_can_be_in_a_file()
    {
        await File.WriteAllTextAsync(_work.File("database"), await Server.CreateDatabaseAsync() + "\n");
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. Read(Both)],
            ("INPUTHOST_DATABASE_FILE", "database")
        );
        Assert.Equal(0, (await Inputhost.EndAsync(process)).ExitCode);
    }

    [Theory]
    [InlineData("--out postgres", "specify --state postgres")]
    [InlineData("--out postgres --state a.db", "specify --state postgres")]
    [InlineData("--out postgres:a --state postgres:b", "specify the name only with --state")]
    [InlineData("--out postgres --state postgres --envelope", "--envelope does not apply to tables")]
    [InlineData("--out postgres --state postgres --rotate 1d", "--rotate does not apply to tables")]
    [InlineData("--out postgres --state postgres --rejects r", "--rejects does not apply to tables")]
    public async Task Options_that_do_not_fit_are_refused(string options, string message)
    {
        var refused = await Inputhost.RunAsync(_work.Folder, Read(options.Split(' ')));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    private static string Sorted(string json) =>
        string.Join(
            ',',
            System
                .Text.Json.JsonSerializer.Deserialize<SortedDictionary<string, System.Text.Json.JsonElement>>(json)!
                .Select(member => $"{member.Key}={member.Value}")
        );

    private async Task<bool> HasAllAsync(string database) =>
        (await LinesAsync(database, "SELECT coalesce(sum(records), 0) FROM inputhost.checkpoint"))[0] == "244";

    private async Task<ProcessResult> SucceedsAsync(string database, params string[] options)
    {
        var result = await RunAsync(database, options);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result;
    }

    private async Task<ProcessResult> RunAsync(string database, params string[] options)
    {
        using var process = Start(database, options);
        return await Inputhost.EndAsync(process);
    }

    private System.Diagnostics.Process Start(string database, params string[] options) =>
        Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. Read(options)],
            ("INPUTHOST_DATABASE", database)
        );

    private async Task<string[]> LinesAsync(string database, string sql) =>
        (await Server.QueryAsync(database, sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Read(params string[] options) =>
        ["read", "--config", "connectionlog.json", "--local-s3", "buckets", .. options];
}
