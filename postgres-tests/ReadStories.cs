using Xunit;

namespace PostgresTests;

/// <summary>A read with its checkpoint and its records in PostgreSQL, as a person runs it.</summary>
[Collection(nameof(PostgresFixture))]
public sealed class ReadStories(PostgresFixture fixture) : IDisposable
{
    private readonly FixtureFolder _work = new();

    private PostgresServer Server => fixture.Server;

    public void Dispose() => _work.Dispose();

    [PostgresFact]
    public async Task Records_and_rejected_lines_are_in_tables_once()
    {
        var database = await Server.CreateDatabaseAsync();
        var first = await ReadAsync(database, "--state", "postgres", "--out", "postgres");
        Assert.True(first.ExitCode is 0 or 6, first.Errors);
        var expected = await Inputhost.RunAsync(_work.Folder, Read("--out", "-"));
        Assert.Equal(
            $"{expected.Lines.Length}",
            (await Server.QueryAsync(database, "SELECT count(*) FROM records.redshift_audit_logs__connectionlog")).Trim()
        );
        var second = await ReadAsync(database, "--state", "postgres", "--out", "postgres");
        Assert.Equal(first.ExitCode, second.ExitCode);
        Assert.Equal("a", second.Errors);
    }

    private async Task<ProcessResult> ReadAsync(string database, params string[] options)
    {
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. Read(options)],
            ("INPUTHOST_DATABASE", database)
        );
        return await Inputhost.EndAsync(process);
    }

    private static string[] Read(params string[] options) =>
        ["read", "--config", "connectionlog.json", "--local-s3", "buckets", .. options];
}
