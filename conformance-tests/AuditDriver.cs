using InputSdk;
using InputSdk.Conformance;
using InputSdk.S3;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Read.Capacity;
using RedshiftAuditConnector;

namespace ConformanceTests;

/// <summary>The driver of this repository's connector.</summary>
internal sealed class AuditDriver : ConnectorDriver
{
    public override ReadOnlyMemory<byte> ShippedManifest => File.ReadAllBytes(Repository.File("manifest.json"));

    /// <summary>The folder that the host's build publishes the plugin to.</summary>
    public override string? PluginFolder => Built;

    internal static string Built { get; } =
        Repository.File(
            "host",
            "bin",
            Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!,
            "net10.0",
            "plugins",
            "redshift-audit-logs"
        );

    public override InputConfig ValidConfig => Fixtures.Config("audit-logs", "connectionlog", prefix: null);

    public override IReadOnlyList<InputConfig> ConfigsOfOtherBranches =>
        [
            new InputConfig
            {
                Settings =
                    """
                    {"bucket":"audit-logs","role_arn":"arn:aws:iam::123456789012:role/redshift-audit"}
                    """u8.ToArray(),
                Secrets = "{}"u8.ToArray(),
            },
        ];

    public override IInputConnector Create() => new RedshiftAuditLogs();

    public override SourceWorld NewWorld() => new AuditWorld();
}

/// <summary>An in-memory bucket with logs of several days, an invalid line, and a large object.</summary>
internal sealed class AuditWorld : SourceWorld
{
    private const string Unavailable = "unavailable";
    private const string Denied = "denied";
    private const string Broken = "body interrupted";
    private const string Expired = "token expired";

    private static readonly Limits Small = new()
    {
        WholeObjectBytes = 3_000,
        PieceBytes = 400,
        WholeBodyBytes = 500,
        BatchBytes = 900,
        LineBytes = 2_000,
        CheckpointBytes = 1,
        Requests = 4,
    };

    private readonly MemoryStore _store = new();

    // A failed login whose user name looks like the columns that follow it.
    private static readonly string Forged = Samples
        .Row(7)
        .Replace("alice ", "rdsdb |Ident |0| | |0| | | | | | | |1| |  ", StringComparison.Ordinal);

    private readonly List<SourceLine> _lines = [];
    private readonly Dictionary<RecordOrigin, string> _written = [];
    private readonly Dictionary<int, string> _faults = [];
    private int _pids;
    private int _calls;

    public AuditWorld()
    {
        for (var day = 5; day > 0; day--)
        {
            Put(
                _store.Now.AddDays(-day),
                rows: day == 3 ? 60 : 3,
                [.. day == 2 ? ["no row"] : (string[])[], .. day == 4 ? [Forged, Forged] : (string[])[]]
            );
        }

        _store.OnList = _ => Call();
        _store.OnGet = _ => Call();
    }

    public override InputConfig Config => Fixtures.Config("audit-logs", "connectionlog", prefix: null);

    public override InputConfig ConfigOfAnother => Fixtures.Config("other-logs", "connectionlog", prefix: null);

    public override IReadOnlyList<SourceLine> Lines => _lines;

    public override IReadOnlyList<string> Faults => [Unavailable, Denied, Broken, Expired];

    public override int Calls => _calls;

    public override ReadOnlyMemory<byte> RawOf(RecordOrigin origin) =>
        System.Text.Encoding.UTF8.GetBytes(_written[origin]);

    public override IReadOnlyList<string?>? ValuesOf(RecordOrigin origin) =>
        _written[origin].Split('|').Select(value => value.TrimEnd(' ')).ToList();

    /// <summary>The folders of the layout, one page, and the objects that are fetched concurrently.</summary>
    public override int MaxCallsAhead => 8 + (2 * Small.Requests);

    public override IInputConnector Connect() =>
        new RedshiftAuditLogs
        {
            OpenStore = (_, _, _) => _store,
            EngineLimits = Small,
            Capacity = new ReadCapacity(cores: 2, Small, ReadCapacity.ToPool),
            NewSalt = () => new byte[CheckpointState.SaltBytes],
        };

    public override void Grow()
    {
        _store.Now = _store.Now.AddMinutes(7);
        Put(_store.Now, rows: 2, []);
    }

    public override void Fail(int number, string fault) => _faults[number] = fault;

    public override void LetTimePass() => _store.Now = _store.Now.AddHours(30);

    private void Put(DateTimeOffset time, int rows, string[] badLines)
    {
        var key = Samples.Key(time);
        var lines = System
            .Text.Encoding.UTF8.GetString(Samples.Rows(_pids + 1, rows))
            .Split('\n')[..^1]
            .Concat(badLines)
            .ToList();
        _pids += rows;
        _store.Put(
            key,
            Samples.Gzip(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))),
            time
        );
        var version = _store.VersionOf(key);
        foreach (var (index, line) in lines.Index())
        {
            var origin = new RecordOrigin
            {
                Container = "audit-logs",
                Object = key,
                Version = version.ETag.Trim('"'),
                Ordinal = index + 1,
            };
            _written[origin] = line;
            _lines.Add(new SourceLine(origin, index < rows));
        }
    }

    private void Call()
    {
        if (!_faults.Remove(_calls++, out var fault))
        {
            return;
        }

        throw fault switch
        {
            Denied => Errors.Of(ErrorCode.GetDenied, "s3://audit-logs: S3 returned 403 AccessDenied."),
            Expired => Errors.Of(
                ErrorCode.TokenRefused,
                "s3://audit-logs: S3 refused the credentials (400 ExpiredToken)."
            ),
            Broken => Errors.Of(ErrorCode.BodyFailed, "s3://audit-logs: the response body ended early."),
            _ => Errors.Of(ErrorCode.Unavailable, "s3://audit-logs: S3 returned 503 SlowDown."),
        };
    }
}
