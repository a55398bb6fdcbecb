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
internal sealed class AwsClients : IDisposable
{
    private readonly S3Config _config;
    private readonly string _sessionName;
    private readonly string _externalId;
    private readonly AwsErrors _errors;
    private readonly Limits _limits;
    private AssumedRole? _role;

    public AwsClients(S3Config config, InputDefinition definition, IInputHost host, AwsErrors errors, Limits limits)
    {
        _config = config;
        _sessionName = definition.Id;
        _externalId = host.TenantId;
        _errors = errors;
        _limits = limits;
    }

    public static bool HasCustomEndpoint => Endpoint("S3") is not null;

    /// <summary>
    /// Says in the checkpoint's source which S3 it is: a bucket of the same name elsewhere is another.
    /// Servers on loopback are one, since their port changes with every start. A name and password in
    /// the address are no part of it.
    /// </summary>
    public static string EndpointName => Endpoint("S3") is not { } url ? "aws"
        : new Uri(url) is { IsLoopback: false } uri ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "loopback";

    /// <summary>Where a bucket of unknown region is asked for: the partition is known from the role.</summary>
    public static string FirstRegion(S3Config config) => config.RoleArn?.Split(':')[1] switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    };

    public AmazonS3Client Create(string region)
    {
        var custom = Endpoint("S3");
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = _limits.RequestRetries,
            Timeout = TimeSpan.FromSeconds(100),
            MaxConnectionsPerServer = _limits.ReadAheadObjects + 4,
            DisableLogging = true,
        };
        if (custom is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = custom;
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        return new AmazonS3Client(Credentials(region), config);
    }

    /// <summary>Drops the credentials of the role; false when there is none.</summary>
    public bool RenewRole()
    {
        _role?.ClearCredentials();
        return _role is not null;
    }

    public void Dispose() => _role?.Dispose();

    private AWSCredentials Credentials(string region) => _config.Keys is { } keys
        ? new BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
        : _role ??= new AssumedRole(SecurityTokenService(region), _config.RoleArn!, _sessionName, _externalId, _errors);

    private AmazonSecurityTokenServiceClient SecurityTokenService(string region)
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Math.Min(2, _limits.RequestRetries),
            Timeout = TimeSpan.FromSeconds(30),
            DisableLogging = true,
        };
        if (Endpoint("STS") is { } custom)
        {
            config.ServiceURL = custom;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        // The platform's own identity may assume the role, and does nothing else.
        return _errors.TranslateHostCredentials(() => new AmazonSecurityTokenServiceClient(
            DefaultAWSCredentialsIdentityResolver.GetCredentials(), config));
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

    /// <summary>The credentials of a role, renewed a quarter of an hour before they expire.</summary>
    private sealed class AssumedRole(
        AmazonSecurityTokenServiceClient sts, string roleArn, string sessionName, string externalId, AwsErrors errors)
        : RefreshingAWSCredentials, IDisposable
    {
        protected override CredentialsRefreshState GenerateNewCredentials() =>
            GenerateNewCredentialsAsync().GetAwaiter().GetResult();

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            PreemptExpiryTime = TimeSpan.FromMinutes(15);
            var response = await errors.TranslateRole(() => sts.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = roleArn,
                RoleSessionName = sessionName,
                ExternalId = externalId.Length == 0 ? null : externalId,
                DurationSeconds = 3600,
            }));
            var keys = response.Credentials;
            return new CredentialsRefreshState(
                new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
                keys.Expiration!.Value);
        }

        void IDisposable.Dispose()
        {
            sts.Dispose();
            Dispose();
        }
    }
}
