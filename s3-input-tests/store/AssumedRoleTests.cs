using System.Text;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The session of a role during a read of several hours.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class AssumedRoleTests : LocalS3Test
{
    private readonly SteppedClock _clock = new();

    private int Asked => Server.Requests.Count(request => request.Operation == "AssumeRole");

    [Fact]
    public async Task A_session_is_used_for_45_minutes_and_then_renewed()
    {
        using var role = Role();
        var first = await role.GetCredentialsAsync();
        _clock.Pass(TimeSpan.FromMinutes(44));
        Assert.Same(first, await role.GetCredentialsAsync());
        _clock.Pass(TimeSpan.FromMinutes(2));
        Assert.NotSame(first, await role.GetCredentialsAsync());
        Assert.Equal(2, Asked);
    }

    [Fact]
    public async Task Many_concurrent_calls_request_one_session()
    {
        using var role = Role();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(role.GetCredentialsAsync)));
        Assert.All(all, keys => Assert.Same(all[0], keys));
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task While_the_token_service_is_down_the_session_stays_in_use_with_one_renewal_attempt_a_minute()
    {
        using var role = Role();
        var first = await role.GetCredentialsAsync();
        Refuse = request => request.Operation == "AssumeRole" ? SlowDown : null;
        _clock.Pass(TimeSpan.FromMinutes(46));
        for (var second = 0; second < 120; second++)
        {
            Assert.Same(first, await role.GetCredentialsAsync());
            _clock.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, Asked);
        Refuse = _ => null;
        _clock.Pass(TimeSpan.FromMinutes(1));
        Assert.NotSame(first, await role.GetCredentialsAsync());
    }

    [Fact]
    public async Task A_session_that_expires_while_the_token_service_is_down_is_a_transient_error()
    {
        using var role = Role();
        await role.GetCredentialsAsync();
        Refuse = request => request.Operation == "AssumeRole" ? SlowDown : null;
        _clock.Pass(TimeSpan.FromMinutes(61));
        var error = (await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync)).Error;
        Assert.Equal(("sts.unavailable", ErrorKind.Transient), (error.Code, error.Kind));
    }

    [Fact]
    public async Task A_refused_session_is_dropped_once_for_any_number_of_refused_calls()
    {
        using var role = Role();
        await role.GetCredentialsAsync();
        var refused = role.Current;
        role.Drop(refused);
        var second = await role.GetCredentialsAsync();
        role.Drop(refused);
        Assert.Same(second, await role.GetCredentialsAsync());
        Assert.Equal(2, Asked);
    }

    [Fact]
    public async Task A_role_that_cannot_be_assumed_is_reported_with_the_documented_trust_and_platform_statements()
    {
        // The role, platform and tenant of this test are those of the documentation.
        using var role = Role(tenant: "tenant-1");
        Refuse = request => request.Operation == "AssumeRole" ? Denied : null;
        var error = (await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync)).Error;
        Assert.Equal("sts:AssumeRole", error.Call);
        Statements.AssertSame(
            [.. Statements.Of("trust-policy.json"), .. Statements.Of("platform-policy.json")],
            Statements.In(error.Remedy!)
        );
    }

    [Fact]
    public async Task A_role_that_cannot_be_assumed_is_reported_with_the_identity_that_its_trust_policy_must_allow()
    {
        using var role = Role();
        Refuse = request => request.Operation == "AssumeRole" ? Denied : null;
        var error = (await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync)).Error;
        Assert.StartsWith(
            "Assuming the role arn:aws:iam::123456789012:role/redshift-audit was denied (403 AccessDenied). This "
                + "platform is arn:aws:iam::210987654321:user/platform, which the trust policy must allow. ",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_permission_set_is_allowed_by_a_condition_because_AWS_chooses_the_end_of_its_role_name()
    {
        var principal = PolicyStatements.PrincipalOf(
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Readers_0123456789abcdef/alice"
        );
        Statements.AssertSame(
            [.. Statements.Of("trust-policy-sso.json")],
            [.. Statements.In(PolicyStatements.Trust(principal, tenant: ""))]
        );
    }

    [Fact]
    public async Task The_identity_that_assumes_the_role_is_known_only_if_the_response_is_the_ARN_of_an_identity()
    {
        using var role = Role();
        Assert.Equal("arn:aws:iam::210987654321:user/platform", await role.HostIdentityAsync(CancellationToken.None));

        Refuse = request => request.Operation == "GetCallerIdentity" ? Denied : null;
        Assert.Null(await role.HostIdentityAsync(CancellationToken.None));

        using var without = Role(own: () => throw new AmazonClientException("There are no credentials."));
        Assert.Null(await without.HostIdentityAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("arn:aws:iam::210987654321:user/pla\u001b[2Jtform")]
    [InlineData("arn:aws:iam::210987654321:user/a\"},\"Principal\":\"*")]
    [InlineData("arn:aws:iam::2109:user/platform")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("")]
    public async Task A_name_that_is_not_the_ARN_of_an_identity_is_not_shown(string arn)
    {
        await using var service = new HangingTokenService();
        service.Answer(HangingTokenService.Identity(arn));
        using var role = Role(endpoint: service.Endpoint);
        Assert.Null(await role.HostIdentityAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Concurrent_calls_that_need_a_session_share_the_failure_to_get_one()
    {
        await using var service = new HangingTokenService();
        using var role = Role(endpoint: service.Endpoint);
        var calls = Enumerable.Range(0, 16).Select(_ => role.GetAsync(CancellationToken.None)).ToList();
        service.Answer();
        foreach (var call in calls.Append(role.GetAsync(CancellationToken.None)))
        {
            Assert.Equal("sts.unavailable", (await Assert.ThrowsAsync<InputException>(() => call)).Error.Code);
        }

        _clock.Pass(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync);
        Assert.Equal(1, service.Asked);
        _clock.Pass(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync);
        Assert.Equal(2, service.Asked);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_session_can_be_canceled_and_the_others_continue_to_wait()
    {
        await using var service = new HangingTokenService();
        using var role = Role(endpoint: service.Endpoint);
        using var gaveUp = new CancellationTokenSource();
        var (first, second) = (role.GetAsync(gaveUp.Token), role.GetAsync(CancellationToken.None));
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        service.Answer();
        await Assert.ThrowsAsync<InputException>(() => second);
        Assert.Equal(1, service.Asked);
    }

    [Fact]
    public async Task When_the_store_is_closed_no_call_waits_for_a_session()
    {
        await using var service = new HangingTokenService();
        var role = Role(endpoint: service.Endpoint);
        var call = role.GetCredentialsAsync();
        await service.IsAsked;
        role.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_refused_session_is_not_used_again_when_its_renewal_fails()
    {
        await using var service = new HangingTokenService();
        using var role = Role(endpoint: service.Endpoint);
        service.Answer(HangingTokenService.Session);
        await role.GetCredentialsAsync();
        _clock.Pass(TimeSpan.FromMinutes(46));
        service.Hold();
        var renewing = role.GetCredentialsAsync();
        role.Drop(role.Current);
        service.Answer();
        Assert.Equal("sts.unavailable", (await Assert.ThrowsAsync<InputException>(() => renewing)).Error.Code);
        Assert.Null(role.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Sign in<br></body></html>")]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>")]
    [InlineData("{\"AssumeRoleResponse\":{}}")]
    [InlineData("<AssumeRoleResponse/>")]
    [InlineData(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult/></AssumeRoleResponse>"
    )]
    [InlineData(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials/></AssumeRoleResult></AssumeRoleResponse>"
    )]
    [InlineData(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )]
    [InlineData(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>"
            + "s</SecretAccessKey><SessionToken>t</Sess"
    )]
    public async Task A_response_without_a_session_is_a_transient_error_of_the_token_service(string body)
    {
        await using var service = new HangingTokenService();
        service.Answer(new RawResponse { Body = Encoding.ASCII.GetBytes(body) });
        using var role = Role(endpoint: service.Endpoint);
        var error = (await Assert.ThrowsAsync<InputException>(role.GetCredentialsAsync)).Error;
        Assert.Equal(("sts.unavailable", ErrorKind.Transient, "sts:AssumeRole"), (error.Code, error.Kind, error.Call));
    }

    [Theory]
    [InlineData("redshift-audit-logs", "connectionlog", "", "redshift-audit-logs.connectionlog")]
    [InlineData("redshift-audit-logs", "userlog", "tenant-1", "redshift-audit-logs.userlog@tenant-1")]
    [InlineData("redshift-audit-logs", "userlog", "Müller & Söhne/7", "redshift-audit-logs.userlog@M-ller---S-hne-7")]
    [InlineData(
        "redshift-audit-logs",
        "userlog",
        "a-tenant-whose-name-is-longer-than-wat-a-session-may-be-called",
        "redshift-audit-logs.userlog@a-tenant-whose-name-is-longer-than-w"
    )]
    public void A_session_name_contains_the_reader_and_the_tenant(string id, string log, string tenant, string name) =>
        Assert.Equal(name, AwsNames.SessionName(id, log, tenant));

    [Theory]
    [InlineData(
        "arn:aws:sts::210987654321:assumed-role/ecs-task/0123456789abcdef",
        "arn:aws:iam::210987654321:role/ecs-task"
    )]
    [InlineData(
        "arn:aws-us-gov:sts::210987654321:assumed-role/host/i-0abc",
        "arn:aws-us-gov:iam::210987654321:role/host"
    )]
    [InlineData("arn:aws:iam::210987654321:user/platform", "arn:aws:iam::210987654321:user/platform")]
    [InlineData(
        "arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Log-Readers_0123456789abcdef/alice@example.com",
        "arn:aws:iam::210987654321:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Log-Readers_*"
    )]
    public void The_principal_of_a_session_is_its_role(string identity, string principal) =>
        Assert.Equal(principal, PolicyStatements.PrincipalOf(identity));

    private AssumedRole Role(string tenant = "", Uri? endpoint = null, Func<AWSCredentials>? own = null)
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
            ServiceURL = (endpoint ?? Server.Endpoint).ToString(),
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        };
        var errors = new RoleErrors(
            config,
            RedshiftAuditLogs.Declaration,
            tenant,
            new AwsErrors(config, RedshiftAuditLogs.Declaration)
        );
        var request = new AssumeRoleRequest { RoleArn = config.RoleArn, RoleSessionName = "test" };
        return new AssumedRole(
            new TokenService(
                request,
                own ?? (() => new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "host")),
                keys => new(keys, settings),
                errors,
                TimeProvider.System,
                Limits.Default
            ),
            _clock
        );
    }

    /// <summary>A clock that the test advances.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
