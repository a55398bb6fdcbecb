using System.Text.RegularExpressions;
using Xunit;

namespace PostgresTests;

/// <summary>The roles of docs/postgres.md, on a separate server, because roles belong to the whole server.</summary>
public sealed class RoleStories : IDisposable
{
    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [PostgresFact]
    public async Task The_documented_roles_can_do_what_they_need_and_no_more()
    {
        using var server = await PostgresServer.StartAsync();
        foreach (var statement in Block("roles").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            await server.QueryAsync("postgres", statement);
        }

        foreach (var role in new[] { "inputhost_owner", "inputhost_writer", "audit_reader" })
        {
            await server.QueryAsync("postgres", $"ALTER ROLE {role} PASSWORD '{server.Password}'");
        }

        string Database(string user) => server.ConnectionString("audit", user);
        Task<string> Query(string user, string sql) => server.QueryAsync("audit", sql, user);

        var early = await RunAsync(Database("inputhost_writer"), "read");
        Assert.Equal(3, early.ExitCode);
        Assert.Contains("lacks a permission", early.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(Database("inputhost_owner"), "migrate")).ExitCode);
        await Query("inputhost_owner", Block("grants"));

        var read = await RunAsync(Database("inputhost_writer"), "read", "--retain", "36500d");
        Assert.True(read.ExitCode == 0, read.Errors);
        const string table = "records.redshift_audit_logs__connectionlog";
        Assert.Equal("244", (await Query("audit_reader", $"SELECT count(*) FROM {table}")).Trim());
        Assert.Equal("0", (await Query("audit_reader", "SELECT count(*) FROM records.rejected_lines")).Trim());

        await RefusedAsync(Query("audit_reader", $"DELETE FROM {table}"));
        await RefusedAsync(Query("audit_reader", "SELECT * FROM inputhost.checkpoint"));
        await RefusedAsync(Query("inputhost_writer", $"UPDATE {table} SET event = ''"));
        await RefusedAsync(Query("inputhost_writer", $"DROP TABLE {table}"));
        await RefusedAsync(Query("inputhost_writer", "CREATE TABLE records.other (a int)"));
        await RefusedAsync(Query("audit_reader", "SELECT inputhost.add_days('x__y', '{}')"));
        foreach (
            var query in Regex
                .Matches(Page, "```sql\n(?<sql>SELECT.*?)```", RegexOptions.Singleline)
                .Select(m => m.Groups["sql"].Value)
        )
        {
            await Query("audit_reader", query);
        }
    }

    private static string Page => File.ReadAllText(Repository.File("docs", "postgres.md"));

    private static string Block(string name) =>
        Regex.Match(Page, $"<!-- {name} -->\n```sql\n(?<sql>.*?)```", RegexOptions.Singleline).Groups["sql"].Value;

    private static async Task RefusedAsync(Task<string> query) =>
        Assert.Matches(
            "permission denied|must be owner",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => query)).Message
        );

    private async Task<ProcessResult> RunAsync(string database, string command, params string[] options)
    {
        string[] arguments =
            command == "migrate"
                ? ["migrate"]
                :
                [
                    .. new[] { "read", "--config", "connectionlog.json", "--local-s3", "buckets" },
                    .. new[] { "--state", "postgres", "--out", "postgres" },
                    .. options,
                ];
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments],
            ("INPUTHOST_DATABASE", database)
        );
        return await Inputhost.EndAsync(process);
    }
}
