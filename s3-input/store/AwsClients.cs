using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3;

/// <summary>Makes the clients of the AWS SDK. Another server than AWS is asked in path style.</summary>
internal sealed class AwsClients(S3Config config, InputDefinition definition, IInputHost host, AwsErrors errors, Limits limits) : IDisposable
{
    private AssumedRole? _role;

    /// <summary>Takes the place of the network; null for the real one.</summary>
    public HttpClientFactory? Http { get; init; }

    /// <summary>Requests made to the token service.</summary>
    public int TokenRequests => _role?.Requests ?? 0;

    /// <summary>The session of the role that calls are signed with now.</summary>
    public object? Session => _role?.Current;

    public AmazonS3Client Create(string region)
    {
        var settings = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = limits.RequestRetries,
            Timeout = TimeSpan.FromSeconds(100),
            // Those of the objects ahead, that of the one being read, and listing.
            MaxConnectionsPerServer = limits.ReadAheadObjects + 4,
            DisableLogging = true,
            HttpClientFactory = Http,
        };
        if (Endpoints.S3 is { } custom)
        {
            settings.ServiceURL = custom;
            settings.AuthenticationRegion = region;
            settings.ForcePathStyle = true;
            settings.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonS3Client(Credentials(region), settings);
    }

    /// <summary>Makes sure that there is something to sign with, so that no call waits for that within the SDK.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _role?.GetAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Drops the session of the role that was refused; false when there is no role.</summary>
    public bool DropSession(object? refused)
    {
        _role?.Drop(refused);
        return _role is not null;
    }

    public void Dispose() => _role?.Dispose();

    private AWSCredentials Credentials(string region) => config.Keys is { } keys
        ? new BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
        : _role ??= new AssumedRole(
            new TokenService(
                RequestFor(config, definition, host),
                () => DefaultAWSCredentialsIdentityResolver.GetCredentials(),
                own => SecurityTokenService(own, region),
                new RoleErrors(config, definition, host.TenantId, errors)),
            host.Time);

    private static AssumeRoleRequest RequestFor(S3Config config, InputDefinition definition, IInputHost host) => new()
    {
        RoleArn = config.RoleArn,
        RoleSessionName = AwsNames.SessionName(definition.Id, config.Log.Id, host.TenantId),
        ExternalId = host.TenantId.Length == 0 ? null : host.TenantId,
        DurationSeconds = 3600,
    };

    /// <summary>The platform's own identity may assume the role, and does nothing else.</summary>
    private AmazonSecurityTokenServiceClient SecurityTokenService(AWSCredentials own, string region)
    {
        var settings = new AmazonSecurityTokenServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Math.Min(2, limits.RequestRetries),
            Timeout = TimeSpan.FromSeconds(30),
            DisableLogging = true,
            HttpClientFactory = Http,
        };
        if (Endpoints.TokenService is { } custom)
        {
            settings.ServiceURL = custom;
            settings.AuthenticationRegion = region;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonSecurityTokenServiceClient(own, settings);
    }
}
