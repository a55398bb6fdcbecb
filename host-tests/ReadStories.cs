using System.Text.Json;
using Xunit;

namespace InputHost.Tests;

/// <summary>The program as a person uses it, starting with the README.</summary>
public sealed class ReadStories : IDisposable
{
    private readonly FixtureFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("connectionlog", 244)]
    [InlineData("userlog", 11)]
    public async Task The_first_command_of_the_readme_prints_the_records_of_the_fixtures(string log, int count)
    {
        var ended = await _work.ReadAsync($"{log}.json");
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(SnapshotRecords(log), ended.Lines);
        Assert.Equal(count, ended.Lines.Length);
        Assert.Contains($"{count} records from", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_runs_return_everything_then_nothing_then_objects_added_to_folders_of_any_age()
    {
        string[] options = ["--state", "s.db", "--out", "out"];
        var records = _work.File("out/connectionlog.ndjson");
        var now = DateTimeOffset.FromFileTime(
            File.GetLastWriteTimeUtc(_work.File("connectionlog.json")).ToFileTimeUtc()
        );

        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", options)).ExitCode);
        Assert.Equal(SnapshotRecords("connectionlog"), await File.ReadAllLinesAsync(records));
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", options)).ExitCode);
        Assert.Equal(244, (await File.ReadAllLinesAsync(records)).Length);

        _work.AddLog(now, 100);
        _work.AddLog(now.AddDays(-1), 200);
        _work.AddLog(now.AddYears(-1), 300);
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", options)).ExitCode);
        Assert.Equal([100, 101, 102, 200, 201, 202, 300, 301, 302], Pids(records).Skip(244).Order());
        Assert.False(File.Exists(_work.File("out/rejects.ndjson")));
    }

    [Theory]
    [InlineData("AWSLogs")]
    [InlineData("/AWSLogs/")]
    [InlineData("AWSLogs/123456789012/redshift")]
    [InlineData("")]
    public async Task With_any_part_of_the_path_as_prefix_the_records_are_the_same(string prefix)
    {
        WriteConfig("prefix.json", $$"""{"bucket":"audit-logs","prefix":"{{prefix}}"}""");
        Assert.Equal(SnapshotRecords("connectionlog"), (await _work.ReadAsync("prefix.json")).Lines);
    }

    [Fact]
    public async Task A_prefix_without_logs_is_reported_but_is_not_an_error()
    {
        WriteConfig("prefix.json", """{"bucket":"audit-logs","prefix":"other-team"}""");
        var ended = await _work.ReadAsync("prefix.json");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("s3://audit-logs/other-team/", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("*_connectionlog_*.gz", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("other-team/report.csv", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_object_is_named_and_after_a_fix_no_record_is_missing_or_repeated()
    {
        string[] options = ["--state", "s.db", "--out", "out"];
        var path = _work.AddLog(new DateTimeOffset(2024, 3, 11, 0, 0, 0, TimeSpan.Zero), 100);
        var body = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, body[..^5]);

        var damaged = await _work.ReadAsync("connectionlog.json", options);
        Assert.Equal(6, damaged.ExitCode);
        Assert.Contains(
            "s3://audit-logs/AWSLogs/123456789012/redshift/us-east-1/2024/03/11/",
            damaged.Errors,
            StringComparison.Ordinal
        );

        await File.WriteAllBytesAsync(path, body);
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", options)).ExitCode);
        var records = await File.ReadAllLinesAsync(_work.File("out/connectionlog.ndjson"));
        Assert.Equal(
            SnapshotRecords("connectionlog").Order(StringComparer.Ordinal),
            records
                .Where(record => !record.Contains("192.0.2.1\",\"remoteport\":\"5439\"", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(247, records.Length);
    }

    [Fact]
    public async Task Rejected_lines_keep_their_bytes_line_number_and_reason()
    {
        await File.WriteAllBytesAsync(
            _work.AddLog(new DateTimeOffset(2024, 3, 11, 0, 0, 0, TimeSpan.Zero)),
            await File.ReadAllBytesAsync(Repository.File("fixtures", "malformed", "too-few-columns.gz"))
        );
        Assert.Equal(
            ExitCode.UnreadObjects,
            (await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out")).ExitCode
        );
        using var inFolder = JsonDocument.Parse(
            Assert.Single(await File.ReadAllLinesAsync(_work.File("out/rejects.ndjson")))
        );
        Assert.Equal("line.column_count", inFolder.RootElement.GetProperty("code").GetString());
        Assert.Equal(3, inFolder.RootElement.GetProperty("line").GetInt32());
        Assert.StartsWith(
            "set application_name |",
            System.Text.Encoding.UTF8.GetString(inFolder.RootElement.GetProperty("raw").GetBytesFromBase64()),
            StringComparison.Ordinal
        );

        var ended = await _work.ReadAsync("connectionlog.json", "--rejects", "rejects.ndjson");
        Assert.Equal(
            await File.ReadAllTextAsync(_work.File("out/rejects.ndjson")),
            await File.ReadAllTextAsync(_work.File("rejects.ndjson"))
        );
        Assert.Contains("1 line rejected", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "line 3: the line has 15 columns",
            (await _work.ReadAsync("connectionlog.json")).Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_preview_ends_after_its_limit_and_days_can_be_read_again()
    {
        Assert.Equal(
            SnapshotRecords("connectionlog").Take(30),
            (await _work.ReadAsync("connectionlog.json", "--limit", "30")).Lines
        );
        Assert.Empty((await _work.ReadAsync("connectionlog.json", "--limit", "0")).Lines);
        var days = await _work.ReadAsync("connectionlog.json", "--days", "2024-03-10..2024-03-12", "--envelope");
        var records = days
            .Lines.Where(line => line.StartsWith("{\"type\":\"record\"", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(108, records.Length);
        Assert.All(records, line => Assert.Matches("/2024/03/1[02]/", line));
    }

    [Fact]
    public async Task A_full_read_runs_beside_the_old_checkpoint_and_then_replaces_it()
    {
        string[] first = ["--state", "s.db", "--out", "out"];
        await _work.ReadAsync("connectionlog.json", first);
        var refused = await _work.ReadAsync("connectionlog.json", [.. first, "--full"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("empty folder", refused.Errors, StringComparison.Ordinal);

        Assert.Equal(
            0,
            (await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "again", "--full")).ExitCode
        );
        Assert.Equal(
            await File.ReadAllTextAsync(_work.File("out/connectionlog.ndjson")),
            await File.ReadAllTextAsync(_work.File("again/connectionlog.ndjson"))
        );

        _work.AddLog(
            DateTimeOffset.FromFileTime(File.GetLastWriteTimeUtc(_work.File("connectionlog.json")).ToFileTimeUtc()),
            100
        );
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "again")).ExitCode);
        Assert.Equal(247, (await File.ReadAllLinesAsync(_work.File("again/connectionlog.ndjson"))).Length);
        Assert.Equal(2, (await _work.ReadAsync("connectionlog.json", first)).ExitCode);
    }

    [Fact]
    public async Task Spec_prints_the_manifest_and_list_prints_the_plugin()
    {
        Assert.Equal(
            await File.ReadAllTextAsync(Repository.File("manifest.json")),
            (await Inputhost.RunAsync(_work.Folder, "spec")).Output
        );
        Assert.StartsWith(
            "redshift-audit-logs  ",
            (await Inputhost.RunAsync(_work.Folder, "list")).Output,
            StringComparison.Ordinal
        );
    }

    private void WriteConfig(string name, string settings) =>
        File.WriteAllText(
            _work.File(name),
            $$"""{"input":"redshift-audit-logs","settings":{{settings}},"""
                + """ "secrets":{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"wJalrXUtnFEMI"} }"""
        );

    private static IEnumerable<int> Pids(string path) =>
        File.ReadLines(path)
            .Select(line => int.Parse(JsonDocument.Parse(line).RootElement.GetProperty("pid").GetString()!));

    private static string[] SnapshotRecords(string log) =>
        File.ReadLines(
                Repository.File(
                    "conformance-tests",
                    "snapshots",
                    $"FixtureSnapshotTests.The_records_of_a_bucket_match_the_snapshot_audit-logs-{log}.verified.txt"
                )
            )
            .Where(line => char.IsAsciiDigit(line[0]))
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .ToArray();
}
