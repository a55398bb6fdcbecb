using System.Text;
using Xunit;

namespace ConformanceTests;

/// <summary>Snapshots of the records, rejected lines and errors of every fixture.</summary>
public sealed class FixtureSnapshotTests
{
    public static TheoryData<string, string, string?> Buckets =>
        new()
        {
            { "audit-logs", "connectionlog", null },
            { "audit-logs", "userlog", null },
            { "audit-logs-prefixed", "connectionlog", "security/redshift" },
            { "audit-logs-prefixed", "userlog", "security/redshift" },
        };

    public static TheoryData<string> Malformed => new(Fixtures.Malformed);

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task The_records_of_a_bucket_match_the_snapshot(string bucket, string logType, string? prefix) =>
        Snapshot.Match(Text(await Fixtures.ReadBucketAsync(bucket, logType, prefix)), $"{bucket}-{logType}");

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task The_result_of_a_malformed_object_matches_the_snapshot(string file) =>
        Snapshot.Match(Text(await Fixtures.ReadMalformedAsync(file)), Path.GetFileNameWithoutExtension(file));

    /// <summary>Objects in read order with their records; then rejected lines, skipped objects and the error.</summary>
    private static string Text(ReadResult result)
    {
        var text = new StringBuilder();
        var shown = "";
        foreach (var (origin, json) in result.Records)
        {
            if (origin.Object != shown)
            {
                shown = origin.Object;
                text.Append(shown).Append('\n');
            }

            text.Append($"{origin.Ordinal}: {json}\n");
        }

        foreach (var rejected in result.Rejected)
        {
            text.Append($"rejected {rejected.Error.Code}: {rejected.Error.Message}\n");
            text.Append($"  {Encoding.Latin1.GetString(rejected.Raw.Span)}\n");
        }

        foreach (var skipped in result.Skipped)
        {
            text.Append($"skipped {skipped.Reason}: {skipped.Message}\n");
        }

        return result.Error is { } error
            ? $"{text}error {error.Kind} {error.Code}: {error.Message}\n"
            : text.ToString();
    }
}
