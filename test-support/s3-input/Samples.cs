using System.IO.Compression;
using System.Text;
using InputSdk.S3.Buffering;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;
using RedshiftAuditConnector;

namespace InputSdk.S3.TestSupport;

/// <summary>Ordinary test values, for tests in which the exact value does not matter.</summary>
internal static class Samples
{
    public const string Region = "AWSLogs/123456789012/redshift/us-east-1/";

    public static readonly LogDefinition ConnectionLog = RedshiftAuditLogs.Declaration.Logs[0];

    public static string Key(
        DateTimeOffset time,
        string cluster = "sales",
        string log = "connectionlog",
        string region = Region
    ) => $"{region}{time:yyyy/MM/dd}/123456789012_redshift_us-east-1_{cluster}_{log}_{time:yyyy-MM-ddTHH:mm}.gz";

    public static PaddedText Padded(byte[] text) => new([.. text, .. new byte[PaddedText.Padding]], 0, text.Length);

    /// <summary>A row of the current connection log layout. The process id identifies it.</summary>
    public static string Row(int pid, string application = "psql") =>
        $"authenticated |Mon, 7 Dec 2020 20:01:55:177|::ffff:192.0.2.1 |5439 |{pid}|dev |alice |password |0|TLSv1.2 |"
        + $"ECDHE-RSA-AES256-GCM-SHA384 |0| | | |{application} |Linux |JDBC 2 |none |0|"
        + "0a9edc00-a1e6-44e0-8274-9417e5f355de |lz4";

    public static byte[] Rows(int first, int count) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(first, count).Select(pid => Row(pid) + "\n")));

    public static byte[] Log(int first = 1, int count = 3) => Gzip(Rows(first, count));

    /// <summary>A member without text. .NET writes no member for an empty input.</summary>
    public static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Gzip(ReadOnlySpan<byte> text, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    public static RedshiftAuditLogs Connector(
        IObjectStore store,
        Limits? limits = null,
        ReadCapacity? capacity = null
    ) =>
        new()
        {
            OpenStore = (_, _, _) => store,
            EngineLimits = limits ?? Limits.Default,
            Capacity = capacity ?? new ReadCapacity(cores: 2, limits ?? Limits.Default, ReadCapacity.ToPool),
            NewSalt = () => new byte[CheckpointState.SaltBytes],
        };

    public static InputConfig Config(string extraSettings = "", string bucket = "audit-logs") =>
        new()
        {
            Settings = Encoding.UTF8.GetBytes($$"""{"bucket":"{{bucket}}"{{extraSettings}}}"""),
            Secrets = Encoding.UTF8.GetBytes(
                """{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"""
            ),
        };

    public static Task<ReadResult> ReadAsync(
        IObjectStore store,
        Checkpoint? from = null,
        string extraSettings = "",
        Limits? limits = null,
        bool following = false
    ) =>
        ReadResult.OfAsync(
            Connector(store, limits),
            new ReadRequest
            {
                Config = Config(extraSettings),
                From = from,
                Following = following,
            },
            new TestHost()
        );
}
