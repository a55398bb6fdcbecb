using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using LocalS3;
using Xunit;

namespace LocalS3Tests;

public sealed class AssumeRoleTests
{
    private const string Role = "arn:aws:iam::123456789012:role/path/reader";
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task An_assumed_role_returns_credentials_that_work_until_they_expire()
    {
        var time = new ManualTime(Start);
        await using var bucket = await ServedBucket.StartAsync(
            ["a"],
            options => options with { AccessKey = ServedBucket.AccessKey, Time = time }
        );
        var assumed = await AssumeAsync(bucket, Request());
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/reader/a-session", assumed.AssumedRoleUser.Arn);
        Assert.Equal(Start.AddSeconds(900).UtcDateTime, assumed.Credentials.Expiration!.Value.ToUniversalTime());
        Assert.Equal("tenant-7", bucket.Server.LastExternalId);
        Assert.Equal("tenant-7", bucket.Server.Requests[^1].Parameters["ExternalId"]);

        var issued = assumed.Credentials;
        using var client = bucket.NewClient(issued);
        using (await client.GetObjectAsync(ServedBucket.Name, "a")) { }

        using var withoutToken = bucket.NewClient(new BasicAWSCredentials(issued.AccessKeyId, issued.SecretAccessKey));
        Assert.Equal("InvalidToken", await CodeAsync(withoutToken));

        time.Now = Start.AddSeconds(900);
        Assert.Equal("ExpiredToken", await CodeAsync(client));
    }

    [Fact]
    public async Task Without_an_external_id_none_is_recorded()
    {
        await using var bucket = await ServedBucket.StartAsync();
        await AssumeAsync(bucket, Request());
        var request = Request();
        request.ExternalId = null;
        await AssumeAsync(bucket, request);
        Assert.Null(bucket.Server.LastExternalId);
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:user/reader", "a-session", "tenant-7", 900)]
    [InlineData("arn:aws:iam::12:role/reader", "a-session", "tenant-7", 900)]
    [InlineData("arn:aws:iam::123456789012:role/reader\n", "a-session", "tenant-7", 900)]
    [InlineData(Role, "a session", "tenant-7", 900)]
    [InlineData(Role, "a-session", "tenant 7", 900)]
    [InlineData(Role, "a-session", "tenant-7", 899)]
    [InlineData(Role, "a-session", "tenant-7", 43201)]
    public async Task An_invalid_request_is_refused(string role, string session, string externalId, int seconds)
    {
        await using var bucket = await ServedBucket.StartAsync();
        var request = new AssumeRoleRequest
        {
            RoleArn = role,
            RoleSessionName = session,
            ExternalId = externalId,
            DurationSeconds = seconds,
        };
        var e = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(bucket, request));
        Assert.Equal("ValidationError", e.ErrorCode);
        Assert.Null(bucket.Server.LastExternalId);
    }

    [Fact]
    public async Task A_session_must_have_a_name()
    {
        await using var bucket = await ServedBucket.StartAsync();
        using var response = await bucket.PostFormAsync($"Action=AssumeRole&Version=2011-06-15&RoleArn={Role}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "RoleSessionName is required",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unknown_key_cannot_assume_a_role()
    {
        await using var bucket = await ServedBucket.StartAsync([], options => options with { AccessKey = "AKIDOTHER" });
        var e = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(bucket, Request()));
        Assert.Equal("InvalidClientTokenId", e.ErrorCode);
    }

    [Fact]
    public async Task A_test_can_deny_the_role()
    {
        await using var bucket = await ServedBucket.StartAsync(
            [],
            options =>
                options with
                {
                    InjectError = request =>
                        request.Operation == "AssumeRole" && request.Parameters["RoleArn"] == Role
                            ? new S3Error
                            {
                                Status = 403,
                                Code = "AccessDenied",
                                Message = "The role does not trust you.",
                            }
                            : null,
                }
        );
        var e = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(bucket, Request()));
        Assert.Equal("AccessDenied", e.ErrorCode);
        Assert.Equal("The role does not trust you.", e.Message);
    }

    [Fact]
    public async Task Other_actions_and_large_forms_are_refused()
    {
        await using var bucket = await ServedBucket.StartAsync();
        using var other = await bucket.PostFormAsync("Action=GetSessionToken&Version=2011-06-15");
        Assert.Contains(
            "<Code>InvalidAction</Code>",
            await other.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        using var large = await bucket.PostFormAsync("Action=AssumeRole&Policy=" + new string('p', 64 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private static AssumeRoleRequest Request() =>
        new()
        {
            RoleArn = Role,
            RoleSessionName = "a-session",
            ExternalId = "tenant-7",
            DurationSeconds = 900,
        };

    private static async Task<AssumeRoleResponse> AssumeAsync(ServedBucket bucket, AssumeRoleRequest request)
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(ServedBucket.AccessKey, "secret"),
            new AmazonSecurityTokenServiceConfig
            {
                ServiceURL = bucket.Server.Endpoint.ToString(),
                AuthenticationRegion = "eu-central-1",
                MaxErrorRetry = 0,
            }
        );
        return await sts.AssumeRoleAsync(request);
    }

    private static async Task<string> CodeAsync(AmazonS3Client client) =>
        (await Assert.ThrowsAsync<AmazonS3Exception>(() => client.GetObjectAsync(ServedBucket.Name, "a"))).ErrorCode;
}
