using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3;

/// <summary>
/// Makes the clients of the AWS SDK. <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL_STS</c> and
/// <c>AWS_ENDPOINT_URL</c> lead to another server, in path style.
/// </summary>
internal sealed class AwsClients(S3Config config, InputDefinition definition, IInputHost host, AwsErrors errors, Limits limits) : IDisposable
{
    private AssumedRole? _role;

    /// <summary>Takes the place of the network; null for the real one.</summary>
    public HttpClientFactory? Http { get; init; }

    public static bool HasCustomEndpoint => Endpoint("S3") is not null;

    /// <summary>
    /// Says in the checkpoint's source which S3 it is: a bucket of the same name elsewhere is another.
    /// Servers on loopback are one, since their port changes with every start. A name and password in
    /// the address are no part of it.
    /// </summary>
    public static string EndpointName => Endpoint("S3") is not { } url ? "aws"
        : new Uri(url) is { IsLoopback: false } uri ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "loopback";

    /// <summary>Requests made to the token service.</summary>
    public int TokenRequests => _role?.Requests ?? 0;

    /// <summary>The session of the role that calls are signed with now.</summary>
    public object? Session => _role?.Current;

    public AmazonS3Client Create(string region)
    {
        var custom = Endpoint("S3");
        var settings = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = limits.RequestRetries,
            Timeout = TimeSpan.FromSeconds(100),
            MaxConnectionsPerServer = limits.ReadAheadObjects + 4,
            DisableLogging = true,
            HttpClientFactory = Http,
        };
        if (custom is null)
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            settings.ServiceURL = custom;
            settings.AuthenticationRegion = region;
            settings.ForcePathStyle = true;
            settings.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        return new AmazonS3Client(Credentials(region), settings);
    }

    /// <summary>Drops the session of the role that was refused; false when there is no role.</summary>
    public bool DropSession(object? refused)
    {
        _role?.Drop(refused);
        return _role is not null;
    }

    public void Dispose() => _role?.Dispose();

    private AWSCredentials Credentials(string region) => config.Keys is { } keys
        ? new BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
        : _role ??= new AssumedRole(SecurityTokenService(region), RequestFor(config, definition, host), errors, host.Time);

    private static AssumeRoleRequest RequestFor(S3Config config, InputDefinition definition, IInputHost host) => new()
    {
        RoleArn = config.RoleArn,
        RoleSessionName = AwsNames.SessionName(definition.Id, config.Log.Id, host.TenantId),
        ExternalId = host.TenantId.Length == 0 ? null : host.TenantId,
        DurationSeconds = 3600,
    };

    private AmazonSecurityTokenServiceClient SecurityTokenService(string region)
    {
        var settings = new AmazonSecurityTokenServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Math.Min(2, limits.RequestRetries),
            Timeout = TimeSpan.FromSeconds(30),
            DisableLogging = true,
            HttpClientFactory = Http,
        };
        if (Endpoint("STS") is { } custom)
        {
            settings.ServiceURL = custom;
            settings.AuthenticationRegion = region;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        // The platform's own identity may assume the role, and does nothing else.
        return errors.TranslateHostCredentials(() => new AmazonSecurityTokenServiceClient(
            DefaultAWSCredentialsIdentityResolver.GetCredentials(), settings));
    }

    private static string? Endpoint(string service)
    {
        string[] names = [$"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"];
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } url)
            {
                return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
                    ? url
                    : throw Errors.Of(ErrorCode.ConfigInvalid, $"The environment variable {name} is no http or https address.");
            }
        }

        return null;
    }
}
