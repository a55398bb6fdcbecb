using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The platform's own credentials come from many sources, each of which can fail. None of these errors is attributed to
/// the token service.
/// </summary>
[Collection(nameof(AwsEndpoint))]
public sealed class HostCredentialsTests : LocalS3Test
{
    private readonly StoppedClock _clock = new();

    [Fact]
    public Task A_missing_web_identity_file_is_reported_as_missing_credentials() =>
        AssertMissingWithoutRequestAsync(() =>
            new AssumeRoleWithWebIdentityCredentials(
                "/no/such/token",
                "arn:aws:iam::210987654321:role/platform",
                "test"
            )
        );

    [Theory]
    [InlineData("false")]
    [InlineData("/no/such/program")]
    [InlineData("echo no-credentials")]
    public Task A_failing_credential_process_is_reported_as_missing_credentials(string command) =>
        AssertMissingWithoutRequestAsync(() => new ProcessAWSCredentials(command));

    [Fact]
    public async Task An_unreachable_container_endpoint_is_reported_as_missing_credentials()
    {
        using var endpoint = new EnvironmentVariables(("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/"));
        await AssertMissingWithoutRequestAsync(() => new GenericContainerCredentials());
    }

    [Fact]
    public Task An_unexpected_error_is_reported_as_missing_credentials() =>
        AssertMissingWithoutRequestAsync(() => throw new InvalidOperationException("a secret"));

    [Fact]
    public async Task A_session_is_used_until_it_expires_if_credentials_for_its_renewal_are_missing()
    {
        var own = new FailingCredentials();
        using var role = Role(() => own);
        var first = await role.GetCredentialsAsync();
        own.Fail = true;
        _clock.Now += TimeSpan.FromMinutes(46);
        Assert.Same(first, await role.GetCredentialsAsync());
        own.Fail = false;
        Assert.Same(first, await role.GetCredentialsAsync());
        _clock.Now += TimeSpan.FromMinutes(2);
        Assert.NotSame(first, await role.GetCredentialsAsync());

        own.Fail = true;
        _clock.Now += TimeSpan.FromMinutes(61);
        await AssertMissingAsync(role);
    }

    private async Task AssertMissingWithoutRequestAsync(Func<AWSCredentials> own)
    {
        using var role = Role(own);
        await AssertMissingAsync(role);
        Assert.Empty(Server.Requests);
    }

    private static async Task AssertMissingAsync(AssumedRole role)
    {
        var error = (await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync)).Error;
        Assert.Equal(
            ("sts.no_host_credentials", ErrorKind.Access, "/settings/role_arn"),
            (error.Code, error.Kind, error.Pointer)
        );
        Assert.Matches(@" \([A-Za-z0-9]+\)[.]", error.Message);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private AssumedRole Role(Func<AWSCredentials> own)
    {
        var config = new S3Config
        {
            Bucket = "audit-logs",
            Log = Samples.ConnectionLog,
            Prefix = "",
            RoleArn = "arn:aws:iam::123456789012:role/redshift-audit",
        };
        var settings = new AmazonSecurityTokenServiceConfig
        {
            ServiceURL = Server.Endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        };
        var errors = new RoleErrors(
            config,
            RedshiftAuditLogs.Declaration,
            "",
            new AwsErrors(config, RedshiftAuditLogs.Declaration)
        );
        var request = new AssumeRoleRequest { RoleArn = config.RoleArn, RoleSessionName = "test" };
        return new AssumedRole(
            new TokenService(request, own, keys => new(keys, settings), errors, TimeProvider.System, Limits.Default),
            _clock
        );
    }

    private sealed class FailingCredentials : AWSCredentials
    {
        public bool Fail { get; set; }

        public override ImmutableCredentials GetCredentials() =>
            Fail ? throw new FileNotFoundException("a secret") : new("AKIAIOSFODNN7EXAMPLE", "host", null);
    }
}
