using System.Text.Json;
using Xunit;

namespace InputHost.Tests;

/// <summary>An audit names what of the bucket is missing in an output folder, and proves that nothing is.</summary>
public sealed class AuditStories : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly DateTimeOffset Day = new(2024, 3, 10, 0, 0, 0, TimeSpan.Zero);

    private readonly FixtureFolder _work = new(withFixtures: false);

    public AuditStories()
    {
        _work.AddLog(Day, first: 1, rows: 20);
        _work.AddLog(Day.AddHours(1), first: 101, rows: 30, isBad: pid => pid is 105 or 106);
        _work.AddLog(Day.AddDays(1), first: 201, rows: 5);
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task After_a_read_nothing_is_missing()
    {
        await ReadAsync();
        var audit = await AuditAsync(ExitCode.Done);
        Assert.StartsWith(
            "Days 2024-03-10 to 2024-03-11, compared with 2 files in out by content\n",
            audit.Output,
            Ordinal
        );
        Assert.Matches(@"\n +2 +48 +48 +0 +2 +2 +0  s3://audit-logs/AWSLogs/\S+/2024/03/10/\n", audit.Output);
        Assert.Matches(@"\n +1 +5 +5 +0 +0 +0 +0  s3://audit-logs/AWSLogs/\S+/2024/03/11/\n", audit.Output);
        Assert.EndsWith(
            "\nNothing is missing: the output has all 53 records and 2 rejected lines of 3 objects.\n",
            audit.Output,
            Ordinal
        );
    }

    [Fact]
    public async Task Records_that_were_removed_from_the_output_are_counted_by_object()
    {
        await ReadAsync();
        Remove("connectionlog.ndjson", line => Pid(line) is 7 or 9 or 110);
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Matches(@"T00:00\.gz: 2 of 20 records are missing\.\n", audit.Output);
        Assert.Matches(@"T01:00\.gz: 1 of 28 records is missing\.\n", audit.Output);
        Assert.EndsWith("\nThe output differs from the source: 3 records are missing.\n", audit.Output, Ordinal);
    }

    [Fact]
    public async Task An_object_that_was_never_read_is_named_even_if_another_object_has_some_of_its_lines()
    {
        await ReadAsync();
        _work.AddLog(Day.AddHours(2), first: 11, rows: 15, isBad: pid => pid == 25);
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Matches(
            @"T02:00\.gz: never read: the output has none of its 14 records and 1 rejected line\.\n",
            audit.Output
        );
        Assert.EndsWith(
            "The output differs from the source: 14 records are missing, 1 rejected line is missing.\n",
            audit.Output,
            Ordinal
        );
    }

    [Fact]
    public async Task Each_copy_of_an_identical_line_must_be_in_the_output()
    {
        _work.AddLog(Day.AddHours(2), first: 1, rows: 20);
        await ReadAsync();
        await AuditAsync(ExitCode.Done);
        var copies = 0;
        Remove("connectionlog.ndjson", line => Pid(line) == 4 && ++copies == 2);
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.EndsWith("differs from the source: 1 record is missing.\n", audit.Output, Ordinal);
        Assert.Contains("1 of 20 records is missing.", audit.Output, Ordinal);
    }

    [Fact]
    public async Task An_incomplete_last_line_is_reported_and_does_not_count()
    {
        await ReadAsync();
        await using (var file = File.OpenWrite(_work.File("out/connectionlog.ndjson")))
        {
            file.SetLength(file.Length - 10);
        }

        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Contains("/11/", audit.Output, Ordinal);
        Assert.Contains("1 of 5 records is missing.", audit.Output, Ordinal);
        Assert.Matches(@"note: the last line of connectionlog\.ndjson is incomplete \([0-9]+ bytes\)", audit.Output);
    }

    [Fact]
    public async Task Records_with_ids_are_compared_object_by_object()
    {
        _work.AddLog(Day.AddHours(2), first: 1, rows: 20);
        await ReadAsync("--envelope");
        await AuditAsync(ExitCode.Done);
        Remove(
            "messages.ndjson",
            line => line.Contains("T02:00.gz", Ordinal) && line.Contains("\"pid\":\"4\"", Ordinal)
        );
        Remove(
            "messages.ndjson",
            line => line.Contains("\"rejected\"", Ordinal) && line.Contains("\"ordinal\":5", Ordinal)
        );
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Contains("compared with 1 file in out by record ID and content", audit.Output, Ordinal);
        Assert.Matches(@"T02:00\.gz: 1 of 20 records is missing\.\n", audit.Output);
        Assert.Matches(@"T01:00\.gz: 1 of 2 rejected lines is missing\.\n", audit.Output);
    }

    [Fact]
    public async Task A_record_that_was_changed_in_the_output_is_missing()
    {
        await ReadAsync("--envelope");
        var file = _work.File("out/messages.ndjson");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file)).Replace("\"pid\":\"4\"", "\"pid\":\"5\"", Ordinal)
        );
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Contains("1 of 20 records is missing.", audit.Output, Ordinal);
    }

    [Fact]
    public async Task A_folder_with_both_formats_is_compared_by_content()
    {
        await ReadAsync();
        _work.AddLog(Day.AddHours(3), first: 301, rows: 4);
        await ReadAsync("--envelope");
        var audit = await AuditAsync(ExitCode.Done);
        Assert.Contains("compared with 3 files in out by content", audit.Output, Ordinal);
    }

    [Fact]
    public async Task Numbered_files_of_a_rotated_output_are_part_of_it()
    {
        await ReadAsync();
        var lines = await File.ReadAllLinesAsync(_work.File("out/connectionlog.ndjson"));
        await File.WriteAllLinesAsync(_work.File("out/connectionlog-000001.ndjson"), lines[..30]);
        await File.WriteAllLinesAsync(_work.File("out/connectionlog-1000002.ndjson"), lines[30..40]);
        await File.WriteAllLinesAsync(_work.File("out/connectionlog.ndjson"), lines[40..]);
        File.Move(_work.File("out/rejects.ndjson"), _work.File("out/rejects-000001.ndjson"));
        await AuditAsync(ExitCode.Done);

        File.Move(_work.File("out/connectionlog-000001.ndjson"), _work.File("out/connectionlog-1.ndjson"));
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Contains("30 records are missing", audit.Output, Ordinal);
    }

    [Fact]
    public async Task Rejected_lines_are_compared_by_object_version_and_line()
    {
        await ReadAsync();
        var file = _work.File("out/rejects.ndjson");
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(
            file,
            [lines[0], lines[1].Replace("\"line\":6", "\"line\":8", Ordinal), "{\"object\":\"", "[]"]
        );
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Matches(@"T01:00\.gz: 1 of 2 rejected lines is missing\.\n", audit.Output);
        Assert.Matches(@"T01:00\.gz: the output has 1 rejected line that this object does not have", audit.Output);
        Assert.Contains("note: 2 lines of the output could not be parsed and were ignored.", audit.Output, Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_now_is_named_and_never_passes_the_audit()
    {
        await ReadAsync();
        var path = _work.AddLog(Day.AddHours(2), first: 301);
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^6]);
        foreach (var options in new string[][] { ["--out", "out"], [] })
        {
            var audit = await RunAsync("2024-03-10", options);
            Assert.Equal(ExitCode.UnreadObjects, audit.ExitCode);
            Assert.Matches(@"T02:00\.gz: cannot be read now \(parked\): ", audit.Output);
            Assert.Contains("1 object cannot be read now", audit.Output, Ordinal);
        }
    }

    [Fact]
    public async Task Without_an_output_the_contents_of_a_single_day_are_reported()
    {
        var audit = await RunAsync("2024-03-10");
        Assert.Equal(ExitCode.Done, audit.ExitCode);
        Assert.Matches(@"\n +2 +48 +2  s3://audit-logs/AWSLogs/\S+/2024/03/10/\n", audit.Output);
        Assert.EndsWith(
            "\nThe source has 48 records and 2 rejected lines of 2 objects. Specify --out to compare the output.\n",
            audit.Output,
            Ordinal
        );
        Assert.Equal(5, (await _work.ReadAsync("connectionlog.json", "--days", "2024-03-11")).Lines.Length);
    }

    [Fact]
    public async Task The_report_as_json_has_the_same_numbers()
    {
        await ReadAsync();
        Remove("connectionlog.ndjson", line => Pid(line) is 7 or 201);
        var audit = await RunAsync("2024-03-10..2024-03-11", "--out", "out", "--json");
        Assert.Equal(ExitCode.UnreadObjects, audit.ExitCode);
        using var document = JsonDocument.Parse(audit.Output);
        var report = document.RootElement;
        Assert.False(report.GetProperty("complete").GetBoolean());
        Assert.Equal("2024-03-10", report.GetProperty("from").GetString());
        Assert.Equal(53, report.GetProperty("total").GetProperty("records").GetInt64());
        Assert.Equal(
            [47, 4],
            report
                .GetProperty("folders")
                .EnumerateArray()
                .Select(next => next.GetProperty("recordsInOutput").GetInt64())
        );
        Assert.Equal(
            [1, 1],
            report
                .GetProperty("differences")
                .EnumerateArray()
                .Select(next => next.GetProperty("missingRecords").GetInt64())
        );
    }

    [Fact]
    public async Task Control_characters_in_a_key_do_not_reach_the_terminal()
    {
        await ReadAsync();
        _work.AddLog(Day.AddHours(2), first: 301, cluster: "sa%1B[2Jles");
        var audit = await AuditAsync(ExitCode.UnreadObjects);
        Assert.Contains("sa\uFFFD[2Jles", audit.Output, Ordinal);
        Assert.DoesNotContain('\x1B', audit.Output + audit.Errors);
    }

    [Theory]
    [InlineData("--days 2024-03-10 --out other", "The output folder other does not exist.")]
    [InlineData("--days 2024-03-10 --out connectionlog.json", "does not exist.")]
    [InlineData("--days 2024-3-10", "--days takes a day such as 2024-03-01")]
    [InlineData("--out out", "--days")]
    [InlineData("--days 2024-03-10 --concurrency 0", "--concurrency takes a number of objects, 1 or more.")]
    public async Task A_command_line_that_cannot_work_is_a_usage_error(string options, string message)
    {
        var ended = await Inputhost.RunAsync(
            _work.Folder,
            ["audit", "--config", "connectionlog.json", "--local-s3", "buckets", .. options.Split(' ')]
        );
        Assert.Equal(ExitCode.Usage, ended.ExitCode);
        Assert.Contains(message, ended.Errors, Ordinal);
        Assert.Empty(ended.Output);
    }

    private async Task ReadAsync(params string[] options)
    {
        var read = await _work.ReadAsync("connectionlog.json", ["--state", "s.db", "--out", "out", .. options]);
        Assert.True(read.ExitCode is ExitCode.Done or ExitCode.UnreadObjects, read.Errors);
    }

    private async Task<ProcessResult> AuditAsync(int exitCode)
    {
        var audit = await RunAsync("2024-03-10..2024-03-11", "--out", "out");
        Assert.Equal((exitCode, ""), (audit.ExitCode, audit.Errors));
        return audit;
    }

    private Task<ProcessResult> RunAsync(string days, params string[] options) =>
        Inputhost.RunAsync(
            _work.Folder,
            ["audit", "--config", "connectionlog.json", "--local-s3", "buckets", "--days", days, .. options]
        );

    private void Remove(string file, Func<string, bool> removes)
    {
        var path = _work.File($"out/{file}");
        File.WriteAllLines(path, File.ReadAllLines(path).Where(line => !removes(line)).ToArray());
    }

    private static int Pid(string line)
    {
        using var record = JsonDocument.Parse(line);
        return int.Parse(record.RootElement.GetProperty("pid").GetString()!);
    }
}
