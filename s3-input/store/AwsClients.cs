using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>Creates the clients of the AWS SDK. Servers other than AWS are addressed in path style.</summary>
internal sealed class AwsClients : IDisposable
{
    private readonly S3Config _config;
    private readonly TimeProvider _time;
    private readonly Limits _limits;
    private readonly HostAwsSettings _hostSettings;
    private readonly ImmutableCredentials? _keys;
    private readonly AssumedRole? _role;

    /// <param name="config">The input.</param>
    /// <param name="definition">The definition of the connector.</param>
    /// <param name="host">The host.</param>
    /// <param name="errors">Creates the errors.</param>
    /// <param name="limits">The limits of the engine.</param>
    /// <param name="network">Replaces the network in tests; null for the real network.</param>
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

    /// <summary>The handler that sends all requests.</summary>
    public HttpMessageHandler Network { get; }

    /// <summary>Requests made to the token service.</summary>
    public int TokenRequests => _role?.Requests ?? 0;

    /// <summary>The current session of the role; null if there is none.</summary>
    public object? Session => _role?.Current;

    /// <summary>Creates a client for one Region.</summary>
    /// <param name="region">The Region.</param>
    /// <param name="retries">How many times the SDK retries a request after a temporary error.</param>
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

    /// <summary>Gets the keys to sign with, and waits for the session of a role if needed.</summary>
    public ValueTask<ImmutableCredentials> KeysAsync(CancellationToken cancellationToken) =>
        _keys is not null ? new(_keys) : new(_role!.GetAsync(cancellationToken));

    /// <summary>The ARN of the identity that assumes the role; null if there is none or it is unknown.</summary>
    public Task<string?> HostIdentityAsync(CancellationToken cancellationToken) =>
        _role?.HostIdentityAsync(cancellationToken) ?? Task.FromResult<string?>(null);

    /// <summary>Drops the session of the role that was rejected; returns false if there is no role.</summary>
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

    /// <summary>The platform's own identity is used only to assume the role.</summary>
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
            // The endpoint rules of the SDK keep a trailing slash and add another one.
            settings.ServiceURL = customEndpoint.TrimEnd('/');
            settings.AuthenticationRegion = region;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }
}
