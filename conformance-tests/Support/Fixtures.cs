using System.Text;
using InputSdk;
using RedshiftAuditConnector;

namespace ConformanceTests;

/// <summary>Reads the fixtures with the shipped connector from an in-memory bucket.</summary>
internal static class Fixtures
{
    public static readonly string Bucket = "audit-logs";

    public static IEnumerable<string> Malformed =>
        Directory
            .EnumerateFiles(Repository.File("fixtures", "malformed"), "*.gz")
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)!;

    public static string LogTypeOf(string malformed) =>
        malformed.StartsWith("userlog-", StringComparison.Ordinal) ? "userlog" : "connectionlog";

    public static Task<ReadResult> ReadBucketAsync(
        string bucket,
        string logType,
        string? prefix = null,
        string? format = null
    ) =>
        ReadAsync(
            MemoryStore.OfFolder(Repository.File("fixtures", "buckets", bucket)),
            bucket,
            logType,
            prefix,
            format
        );

    public static Task<ReadResult> ReadMalformedAsync(string file, string? format = null)
    {
        var log = LogTypeOf(file);
        var store = new MemoryStore();
        store.Put(
            "AWSLogs/123456789012/redshift/us-east-1/2024/03/09/"
                + $"123456789012_redshift_us-east-1_sales_{log}_2024-03-09T00:53.gz",
            File.ReadAllBytes(Repository.File("fixtures", "malformed", file))
        );
        return ReadAsync(store, Bucket, log, prefix: null, format);
    }

    public static Task<ReadResult> ReadAsync(
        MemoryStore store,
        string bucket,
        string logType,
        string? prefix,
        string? format = null
    ) =>
        ReadResult.OfAsync(
            new RedshiftAuditLogs { OpenStore = (_, _, _) => store },
            new ReadRequest { Config = Config(bucket, logType, prefix), Format = format },
            new TestHost()
        );

    public static InputConfig Config(string bucket, string logType, string? prefix) =>
        new()
        {
            Settings = Encoding.UTF8.GetBytes(
                $$"""{"bucket":"{{bucket}}","log_type":"{{logType}}"{{Prefix(prefix)}}}"""
            ),
            Secrets = Encoding.UTF8.GetBytes(
                """{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"""
            ),
        };

    private static string Prefix(string? prefix) => prefix is null ? "" : $",\"prefix\":\"{prefix}\"";
}
