using System.Diagnostics;
using System.Text.Json.Nodes;
using InputSdk;
using InputSdk.S3.Attacks;
using RedshiftAuditConnector;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// Compares the connector's records with those of independent_reading.py, which was written only from the description
/// of the files. Both must agree on every record and every rejected line.
/// </summary>
public sealed class IndependentReaderTests
{
    private const int Objects = 25;

    public static TheoryData<string> Malformed => new(Fixtures.Malformed);

    [PythonTheory]
    [InlineData("audit-logs", "connectionlog", null)]
    [InlineData("audit-logs", "userlog", null)]
    [InlineData("audit-logs-prefixed", "connectionlog", "security/redshift")]
    [InlineData("audit-logs-prefixed", "userlog", "security/redshift")]
    public async Task Both_readers_find_the_same_records_in_a_bucket(string bucket, string logType, string? prefix)
    {
        var folder = Repository.File("fixtures", "buckets", bucket);
        var files = Directory
            .EnumerateFiles(folder, $"*_{logType}_*.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToArray();

        var (records, complaints) = await ReadBySecondReaderAsync(logType, files);
        var ours = await Fixtures.ReadBucketAsync(bucket, logType, prefix);

        Assert.Empty(complaints);
        Assert.NotEmpty(records);
        AssertSameRecords(records, ours.Records.Select(record => record.Json));
    }

    [PythonTheory]
    [MemberData(nameof(Malformed))]
    public async Task Both_readers_agree_on_a_malformed_object(string file)
    {
        var path = Repository.File("fixtures", "malformed", file);
        var (records, complaints) = await ReadBySecondReaderAsync(Fixtures.LogTypeOf(file), path);
        var ours = await Fixtures.ReadMalformedAsync(file);

        var fault = ours.Skipped.SingleOrDefault(skipped => skipped.Reason == SkipReason.Parked)?.Error;
        if (fault is { Code: "object.too_large" or "object.not_a_log" } refusal)
        {
            // The second reader has no limits and treats any bytes as lines. These two files test the limits.
            Assert.Contains(file, new[] { "line-of-10-mb.gz", "random-bytes-named-gz.gz" });
            Assert.Empty(ours.Records);
            Assert.Contains(
                Path.GetFileNameWithoutExtension(file) == "line-of-10-mb" ? "line 3" : "expected gzip",
                refusal.Message,
                StringComparison.Ordinal
            );
            return;
        }

        AssertSameRecords(records, ours.Records.Select(record => record.Json));
        if (fault is not null)
        {
            Assert.Equal("object.corrupt", fault.Code);
            Assert.StartsWith(path + ": ", Assert.Single(complaints), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(complaints, ours.Rejected.Select(rejected => $"{path}:{rejected.Origin.Ordinal}"));
    }

    [PythonTheory]
    [InlineData("connectionlog", null)]
    [InlineData("userlog", null)]
    // The first lines of a window are doubtful only because of lines before the window, which must not count.
    [InlineData("connectionlog", 2094971)]
    public async Task Both_readers_agree_on_tampered_rows(string logType, int? fixedSeed)
    {
        var seed = fixedSeed ?? Environment.TickCount;
        var random = new Random(seed);
        var log = RedshiftAuditLogs.Declaration.Logs.Single(known => known.Id == logType);
        var folder = Directory.CreateTempSubdirectory("rows-").FullName;
        try
        {
            for (var i = 0; i < Objects; i++)
            {
                var (path, text) = (Path.Combine(folder, $"{i}"), MixedRows.Of(log, random));
                await File.WriteAllBytesAsync(path, text);
                var (records, complaints) = await ReadBySecondReaderAsync(logType, path);
                var ours = RowProperties.Read(log, text);
                Assert.True(
                    complaints.SequenceEqual(
                        ours.Index().Where(line => line.Item is null).Select(line => $"{path}:{line.Index + 1}")
                    ),
                    $"seed {seed}, object {i}: the rejected lines differ"
                );
                Assert.True(
                    records
                        .Select(Values)
                        .SequenceEqual(ours.Where(line => line is not null).Select(line => string.Join('¦', line!))),
                    $"seed {seed}, object {i}: the records differ"
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The values of a record's row.</summary>
    private static string Values(string record) =>
        string.Join(
            '¦',
            JsonNode
                .Parse(record)!
                .AsObject()
                .SelectMany(member =>
                    member.Value is JsonArray surplus ? surplus.Select(value => (string)value!)
                    : member.Value is null ? []
                    : [(string)member.Value!]
                )
        );

    private static void AssertSameRecords(IReadOnlyList<string> second, IEnumerable<string> ours)
    {
        var found = ours.ToList();
        Assert.Equal(second.Count, found.Count);
        foreach (var (theirs, our) in second.Zip(found))
        {
            // JSON has several encodings of a text, so parsed values and the order of columns are compared.
            var (left, right) = (JsonNode.Parse(theirs)!.AsObject(), JsonNode.Parse(our)!.AsObject());
            Assert.Equal(left.Select(member => member.Key), right.Select(member => member.Key));
            Assert.True(JsonNode.DeepEquals(left, right), $"second reading: {theirs}\nours:           {our}");
        }
    }

    private static async Task<(
        IReadOnlyList<string> Records,
        IReadOnlyList<string> Complaints
    )> ReadBySecondReaderAsync(string logType, params string[] files)
    {
        var start = new ProcessStartInfo(PythonTheoryAttribute.Python)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        Array.ForEach(
            [Repository.File("conformance-tests", "independent_reading.py"), logType, .. files],
            start.ArgumentList.Add
        );
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (
            (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }
}

/// <summary>A theory that is reported as skipped if Python 3 is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public const string Python = "python3";

    public PythonTheoryAttribute()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (
            !paths.Any(path =>
                File.Exists(Path.Combine(path, Python)) || File.Exists(Path.Combine(path, Python + ".exe"))
            )
        )
        {
            Skip = "python3 is not on the PATH; the second reading of the fixtures needs it.";
        }
    }
}
