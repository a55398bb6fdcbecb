using LocalS3;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Tests of the real connector, with the AWS SDK, against an S3 server on loopback. The endpoint is an environment
/// variable of the process, so the tests must run one after another: put them into the collection <see
/// cref="AwsEndpoint"/>.
/// </summary>
public abstract class LocalS3Test : IAsyncLifetime
{
    protected static readonly S3Error Denied = new()
    {
        Status = 403,
        Code = "AccessDenied",
        Message = "Access Denied",
    };

    protected static readonly S3Error SlowDown = new()
    {
        Status = 503,
        Code = "SlowDown",
        Message = "Please reduce your request rate.",
    };

    protected static readonly S3Error ExpiredToken = new()
    {
        Status = 400,
        Code = "ExpiredToken",
        Message = "The provided token has expired.",
    };

    protected static readonly S3Error Moved = new()
    {
        Status = 301,
        Code = "PermanentRedirect",
        Message = "The bucket you are attempting to access must be addressed using the specified endpoint.",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("aws-store-").FullName;

    protected LocalS3Server Server { get; private set; } = null!;

    protected ShiftedClock ServerClock { get; } = new();

    /// <summary>The error response to a request; null to serve the request.</summary>
    protected Func<S3Request, S3Error?> Refuse { get; set; } = _ => null;

    protected virtual string Region => "us-east-1";

    internal static InputConfig RoleConfig =>
        new()
        {
            Settings =
                """{"bucket":"audit-logs","role_arn":"arn:aws:iam::123456789012:role/redshift-audit"}"""u8.ToArray(),
            Secrets = "{}"u8.ToArray(),
        };

    public virtual async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "audit-logs"));
        Server = await LocalS3Server.StartAsync(
            new LocalS3Options
            {
                Folder = _folder,
                InjectError = request => Refuse(request),
                AccessKey = "AKIAIOSFODNN7EXAMPLE",
                Time = ServerClock,
                Region = Region,
            }
        );
        AwsEndpoint.Set(Server.Endpoint.ToString());
    }

    public virtual async Task DisposeAsync()
    {
        AwsEndpoint.Set(null);
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected void Put(string key, byte[] body)
    {
        var path = Path.Combine(_folder, "audit-logs", FileNames.Of(key));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, body);
    }

    /// <summary>The connector. It uses few retries, so that tests do not wait.</summary>
    internal static RedshiftAuditLogs Connector(int retries = 0) =>
        new() { EngineLimits = new Limits { RequestRetries = retries } };

    internal static Task<ReadResult> ReadAsync(InputConfig config, int retries = 0) =>
        ReadResult.OfAsync(Connector(retries), new ReadRequest { Config = config }, new TestHost());

    /// <summary>The keys with which this process, as a platform, can assume roles.</summary>
    internal static EnvironmentVariables PlatformKeys() =>
        new(("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "host"));
}

/// <summary>The system clock plus an offset.</summary>
public sealed class ShiftedClock : TimeProvider
{
    /// <summary>The offset.</summary>
    public TimeSpan Ahead { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
