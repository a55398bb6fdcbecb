using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3;

/// <summary>Makes the clients of the AWS SDK. A server that is not AWS is asked in path style.</summary>
internal sealed class AwsClients : IDisposable
{
    private readonly S3Config _config;
    private readonly TimeProvider _time;
    private readonly Limits _limits;
    private readonly HostAwsSettings _hostSettings;
    private readonly ImmutableCredentials? _keys;
    private readonly AssumedRole? _role;

    /// <param name="config">The input.</param>
    /// <param name="definition">What there is to read.</param>
    /// <param name="host">The host.</param>
    /// <param name="errors">Creates the errors.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="network">Takes the place of the network; null for the real one.</param>
    public AwsClients(
        S3Config config,
        InputDefinition definition,
        IInputHost host,
        AwsErrors errors,
        Limits limits,
        HttpMessageHandler? network
    )
    {
        (_config, _time, _limits) = (config, host.Time, limits);
        _hostSettings = HostAwsSettings.Read(mustBeValid: config.RoleArn is not null);
        Network = network ?? HttpNetwork.HandlerFor(_hostSettings.CaBundle);
        if (config.Keys is { } keys)
        {
            _keys = new ImmutableCredentials(keys.AccessKey, keys.SecretKey, null);
            return;
        }

        var region = config.Region ?? AwsNames.FirstRegionOf(config.Partition);
        _role = new AssumedRole(
            new TokenService(
                RequestFor(config, definition, host),
                () => DefaultAWSCredentialsIdentityResolver.GetCredentials(),
                own => SecurityTokenService(own, region),
                new RoleErrors(config, definition, host.TenantId, errors),
                host.Time,
                limits
            ),
            host.Time
        );
    }

    /// <summary>Sends all requests.</summary>
    public HttpMessageHandler Network { get; }

    /// <summary>Requests made to the token service.</summary>
    public int TokenRequests => _role?.Requests ?? 0;

    /// <summary>The session of the role that calls are signed with now.</summary>
    public object? Session => _role?.Current;

    /// <summary>A client for one Region.</summary>
    /// <param name="region">The Region.</param>
    /// <param name="retries">How often the SDK sends a request again that failed for a passing reason.</param>
    public AmazonS3Client Create(string region, int retries)
    {
        var settings = new AmazonS3Config();
        Apply(settings, retries, Endpoints.S3, region);
        settings.USEast1RegionalEndpointValue = S3UsEast1RegionalEndpointValue.Regional;
        settings.DisableMultiregionAccessPoints = false;
        settings.DisableS3ExpressSessionAuth = false;
        settings.UseArnRegion = false;
        settings.ForcePathStyle = Endpoints.S3 is not null;
        return new AmazonS3Client(
            _keys is null ? _role : new BasicAWSCredentials(_keys.AccessKey, _keys.SecretKey),
            settings
        );
    }

    /// <summary>The keys to sign with now; waits for the session of a role.</summary>
    public ValueTask<ImmutableCredentials> KeysAsync(CancellationToken cancellationToken) =>
        _keys is not null ? new(_keys) : new(_role!.GetAsync(cancellationToken));

    /// <summary>Drops the session of the role that was refused; false when there is no role.</summary>
    public bool DropSession(object? refused)
    {
        _role?.Drop(refused);
        return _role is not null;
    }

    public void Dispose() => _role?.Dispose();

    private static AssumeRoleRequest RequestFor(S3Config config, InputDefinition definition, IInputHost host) =>
        new()
        {
            RoleArn = config.RoleArn,
            RoleSessionName = AwsNames.SessionName(definition.Id, config.Log.Id, host.TenantId),
            ExternalId = host.TenantId.Length == 0 ? null : host.TenantId,
            DurationSeconds = 3600,
        };

    /// <summary>The platform's own identity may assume the role, and does nothing else.</summary>
    private AmazonSecurityTokenServiceClient SecurityTokenService(AWSCredentials own, string region)
    {
        var settings = new AmazonSecurityTokenServiceConfig();
        Apply(settings, Math.Min(2, _limits.RequestRetries), Endpoints.TokenService, region);
        return new AmazonSecurityTokenServiceClient(own, settings);
    }

    private void Apply(ClientConfig settings, int retries, string? customEndpoint, string region)
    {
        _hostSettings.Apply(settings, isCustomEndpoint: customEndpoint is not null);
        settings.RetryMode = RequestRetryMode.Standard;
        settings.MaxErrorRetry = retries;
        settings.DisableLogging = true;
        settings.HttpClientFactory = new SdkHttp(Network, _time, _limits);
        if (customEndpoint is not null)
        {
            // The endpoint rules of the SDK would keep a slash at its end and add another one.
            settings.ServiceURL = customEndpoint.TrimEnd('/');
            settings.AuthenticationRegion = region;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }
}
