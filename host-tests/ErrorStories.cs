using Xunit;

namespace InputHost.Tests;

/// <summary>The messages that a person gets after a mistake, and that no data is lost by it.</summary>
public sealed class ErrorStories : IDisposable
{
    private const string Secrets =
        "\"secrets\":{\"access_key\":\"AKIAIOSFODNN7EXAMPLE\",\"secret_key\":\"wJalrXUtnFEMI\"}";

    private readonly FixtureFolder _work = new();

    /// <summary>The configuration, the exit code, and a part of the expected message.</summary>
    public static TheoryData<string, int, string> WrongConfigurations =>
        new()
        {
            {
                "{\"input\":\"redshift-audit-logs\",\"setings\":{}}",
                2,
                "\"setings\" is not known. Known: input, settings, secrets. Did you mean \"settings\"?"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"a\",\"bucket\":\"b\"}}",
                2,
                "/settings/bucket is set twice"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"secrets\":{\"wJalrXUtnFEMI\":\"secret_key\","
                    + "\"wJalrXUtnFEMI\":\"secret_key\"}}",
                2,
                "a member of /secrets is set twice"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"secrets\":{\"wJalrXUtnFEMI\":\"${NOT_SET_ANYWHERE}\"}}",
                2,
                "/secrets names the environment variable NOT_SET_ANYWHERE, which is not set"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"audit-logs\"},"
                    + "\"secrets\":{\"wJalrXUtnFEMI\":\"secret_key\"}}",
                2,
                "/secrets: A member is unknown."
            },
            { "{\n // the input\n\"input\":\"redshift-audit-logs\"}", 2, "line 2, byte 2: comments are not allowed" },
            { "{\"input\":\"redshift-audit-logs\",}", 2, "a comma after the last member" },
            { "[]", 2, "it is not a JSON object" },
            { "", 2, "this is not JSON" },
            { "{\"settings\":{}}", 2, "\"input\" is missing" },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"\\ud800\"}}",
                2,
                "\\ud800 that is not a character"
            },
            { "{\"input\":\"redshift\"}", 2, "There is no input \"redshift\". Found: redshift-audit-logs." },
            { "{\"input\":\"redshift-audit-logs\",\"settings\":[]}", 2, "\"settings\" must be an object" },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"audit-logs\"},"
                    + "\"secrets\":{\"access_key\":\"${NOT_SET_ANYWHERE}\"}}",
                2,
                "/secrets names the environment variable NOT_SET_ANYWHERE, which is not set"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"audit-logs\","
                    + "\"log_type\":\"useractivitylog\"},"
                    + Secrets
                    + "}",
                2,
                "/settings/log_type: The log type is unknown. Allowed values: connectionlog, userlog."
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"audit-logs\"}}",
                2,
                "No credentials are set"
            },
            {
                "{\"input\":\"redshift-audit-logs\",\"settings\":{\"bucket\":\"no-such-bucket\"}," + Secrets + "}",
                2,
                "There is no bucket s3://no-such-bucket"
            },
        };

    public void Dispose() => _work.Dispose();

    [Theory]
    [MemberData(nameof(WrongConfigurations))]
    public async Task A_wrong_configuration_is_refused_with_a_remedy(string config, int exitCode, string said)
    {
        await File.WriteAllTextAsync(_work.File("wrong.json"), config);
        var ended = await _work.ReadAsync("wrong.json");
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.DoesNotContain("wJalrXUtnFEMI", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--limit 3 --state s.db", "--limit stores no checkpoint")]
    [InlineData("--days 2024-03", "--days takes a day")]
    [InlineData("--days 2024-03-09..2024-03-08", "--days takes a day")]
    [InlineData("--full", "specify the file with --state")]
    [InlineData("--full --limit 3 --state s.db", "cannot be combined")]
    [InlineData("--out o --rejects r", "omit --rejects")]
    [InlineData("--follow 0", "--follow takes a number of seconds")]
    [InlineData("--tenant x", "--tenant takes 2 to 1224 letters")]
    [InlineData("--tenant é日本", "--tenant takes 2 to 1224 letters")]
    [InlineData("--colour", "Unrecognized")]
    [InlineData("--local-s3 no-such-folder", "no-such-folder")]
    [InlineData("--rejects no-such-folder/r", "cannot be written")]
    public async Task Options_that_exclude_each_other_are_refused(string options, string said)
    {
        var ended = await Inputhost.RunAsync(
            _work.Folder,
            ["read", "--config", "connectionlog.json", .. options.Split(' ')]
        );
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(2, ended.ExitCode);
        Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("check")]
    public async Task An_invalid_tenant_in_the_environment_is_refused_and_an_empty_one_is_ignored(string command)
    {
        foreach (var (tenant, exitCode) in new[] { ("a b", 2), ("", 0) })
        {
            using var process = Inputhost.Start(
                _work.Folder,
                "dotnet",
                [
                    Path.Combine(Inputhost.Folder, "inputhost.dll"),
                    command,
                    "--config",
                    "connectionlog.json",
                    "--local-s3",
                    "buckets",
                ],
                ("INPUTHOST_TENANT", tenant)
            );
            var ended = await Inputhost.EndAsync(process);
            Assert.Equal(exitCode, ended.ExitCode);
            Assert.Equal(
                exitCode == 2,
                ended.Errors.Contains("INPUTHOST_TENANT takes 2 to 1224 letters", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_state_file_of_another_input_is_refused_and_not_changed()
    {
        await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out");
        var other = await _work.ReadAsync("userlog.json", "--state", "s.db", "--out", "user");
        Assert.Equal(5, other.ExitCode);
        Assert.Contains("a different endpoint, bucket, prefix or log type", other.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "0 records",
            (await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out")).Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_that_is_not_a_state_file_is_never_written_to()
    {
        await File.WriteAllTextAsync(_work.File("notes.txt"), "these are my notes, which are not a database at all");
        var before = await File.ReadAllBytesAsync(_work.File("notes.txt"));
        var ended = await _work.ReadAsync("connectionlog.json", "--state", "notes.txt");
        Assert.Equal(5, ended.ExitCode);
        Assert.Equal(before, await File.ReadAllBytesAsync(_work.File("notes.txt")));
    }

    [Fact]
    public async Task A_folder_that_is_not_writable_is_named()
    {
        var ended = await _work.ReadAsync("connectionlog.json", "--out", "connectionlog.json/out");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("connectionlog.json/out cannot be written", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_another_state_are_not_changed()
    {
        await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out");
        var before = await File.ReadAllTextAsync(_work.File("out/connectionlog.ndjson"));
        var ended = await _work.ReadAsync("connectionlog.json", "--state", "new.db", "--out", "out");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("does not belong to the state of this run", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_work.File("out/connectionlog.ndjson")));
    }

    [Fact]
    public async Task A_committed_file_that_became_shorter_is_detected()
    {
        await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out");
        await File.WriteAllTextAsync(_work.File("out/connectionlog.ndjson"), "");
        var ended = await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("has 0 bytes, but the state file records 1", ended.Errors, StringComparison.Ordinal);
    }
}
