using InputSdk.S3.Configuration;
using LocalS3;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The effects of S3's own errors: some concern one object, some the source, and some are transient.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class AwsErrorTests : LocalS3Test
{
    private static readonly string First = Samples.Key(new(2024, 3, 9, 0, 53, 0, TimeSpan.Zero));
    private static readonly string Second = Samples.Key(new(2024, 3, 10, 0, 53, 0, TimeSpan.Zero));

    private int Sessions => Server.Requests.Count(request => request.Operation == "AssumeRole");

    public override Task InitializeAsync()
    {
        Put(First, Samples.Log());
        Put(Second, Samples.Log(10));
        return base.InitializeAsync();
    }

    [Fact]
    public void A_name_and_password_in_a_server_address_are_not_reported_and_not_part_of_the_source()
    {
        using var address = new EnvironmentVariables(
            ("AWS_ENDPOINT_URL_S3", "http://user:topsecret@s3.example.net:9000/base")
        );
        Assert.Equal("http://s3.example.net:9000/base", Endpoints.Name);
    }

    [Theory]
    [InlineData(403, "AccessDenied", "s3.list_denied")]
    [InlineData(403, "InvalidAccessKeyId", "s3.access_key_unknown")]
    [InlineData(403, "AllAccessDisabled", "s3.access_denied")]
    [InlineData(400, "ExpiredToken", "s3.token_refused")]
    [InlineData(503, "SlowDown", "s3.unavailable")]
    public async Task An_error_of_HEAD_that_only_the_listing_explains_is_reported_for_the_listing(
        int status,
        string code,
        string reported
    )
    {
        Refuse = request =>
            request.Operation switch
            {
                "HeadBucket" => Denied,
                "ListObjectsV2" => Denied with { Status = status, Code = code },
                _ => null,
            };
        var error = (await ReadAsync(Samples.Config())).Error!;
        Assert.Equal((reported, "s3:ListObjectsV2"), (error.Code, error.Call));
    }

    [Theory]
    [InlineData("ListObjectsV2", "ExpiredToken")]
    [InlineData("GetObject", "ExpiredToken")]
    [InlineData("GetObject", "InvalidToken")]
    public async Task A_token_of_a_role_that_S3_no_longer_accepts_is_renewed(string operation, string code)
    {
        using var own = PlatformKeys();
        Refuse = request => request.Operation == operation && Sessions == 1 ? ExpiredToken with { Code = code } : null;
        var read = await ReadAsync(RoleConfig);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
        Assert.Equal(2, Sessions);
    }

    [Fact]
    public async Task A_renewed_token_that_S3_does_not_accept_either_is_an_error_of_the_role_and_not_of_an_object()
    {
        using var own = PlatformKeys();
        Refuse = request => request.Operation == "GetObject" ? ExpiredToken : null;
        var read = await ReadAsync(RoleConfig);
        Assert.Equal(
            ("s3.token_refused", ErrorKind.Access, "/settings/role_arn"),
            (read.Error!.Code, read.Error.Kind, read.Error.Pointer)
        );
        Assert.Empty(read.Skipped);
        Assert.InRange(Sessions, 2, 3);
    }

    [Fact]
    public async Task A_token_service_that_is_down_is_a_transient_error()
    {
        using var own = PlatformKeys();
        Refuse = request => request.Operation == "AssumeRole" ? SlowDown with { Code = "ServiceUnavailable" } : null;
        var error = (await ReadAsync(RoleConfig)).Error!;
        Assert.Equal(("sts.unavailable", ErrorKind.Transient), (error.Code, error.Kind));
    }

    [Theory]
    [InlineData("HeadBucket")]
    [InlineData("ListObjectsV2")]
    [InlineData("GetObject")]
    public async Task A_bucket_that_moved_to_another_Region_is_an_error_in_the_settings(string operation)
    {
        Refuse = request => request.Operation == operation ? Moved : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Equal(
            ("s3.wrong_region", ErrorKind.Config, "/settings/region"),
            (read.Error!.Code, read.Error.Kind, read.Error.Pointer)
        );
        Assert.Empty(read.Skipped);
    }

    [Theory]
    [InlineData("HeadBucket")]
    [InlineData("ListObjectsV2")]
    [InlineData("GetObject")]
    public async Task A_throttled_request_is_sent_again(string operation)
    {
        Refuse = Times(1, request => request.Operation == operation, SlowDown);
        var read = await ReadAsync(Samples.Config(), retries: 1);
        Assert.Null(read.Error);
        Assert.Equal([First, Second], read.Objects);
    }

    [Theory]
    [InlineData("HeadBucket")]
    [InlineData("ListObjectsV2")]
    [InlineData("GetObject")]
    public async Task Continued_throttling_ends_the_pass_and_parks_no_object(string operation)
    {
        Refuse = request => request.Operation == operation ? SlowDown : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Equal(("s3.unavailable", ErrorKind.Transient), (read.Error!.Code, read.Error.Kind));
        Assert.Empty(read.Skipped);
    }

    [Fact]
    public async Task An_object_in_an_archive_tier_is_reported_with_a_remedy()
    {
        Refuse = request => request.Key == First ? Denied with { Code = "InvalidObjectState" } : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Equal([Second], read.Objects);
        var skipped = Assert.Single(read.Skipped);
        Assert.Equal((First, SkipReason.Archived), (skipped.Origin.Object, skipped.Reason));
        Assert.Contains("--days", skipped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_object_that_is_still_listed_as_archived_is_read_with_its_day()
    {
        await using var s3 = new OddS3();
        s3.Store.Put(First, Samples.Log(), storageClass: "GLACIER");
        Assert.Equal(SkipReason.Archived, Assert.Single((await ReadAsync(Samples.Config())).Skipped).Reason);
        Assert.Empty(s3.Store.Gets);

        var days = new DayRange { From = new(2024, 3, 9), To = new(2024, 3, 9) };
        var read = await ReadResult.OfAsync(
            Connector(),
            new ReadRequest { Config = Samples.Config(), Days = days },
            new TestHost()
        );
        Assert.Equal((3, 0), (read.Records.Count, read.Skipped.Count));
    }

    [Theory]
    [InlineData("KMS.DisabledException")]
    [InlineData("KMS.KMSInvalidStateException")]
    [InlineData("InvalidRequest")]
    public async Task An_object_whose_key_cannot_be_used_is_parked_and_blocks_no_other(string code)
    {
        Refuse = request => request.Key == First ? Denied with { Status = 400, Code = code } : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Null(read.Error);
        Assert.Equal([Second], read.Objects);
        var parked = Assert.Single(read.Skipped);
        Assert.Equal(
            (First, code.StartsWith("KMS", StringComparison.Ordinal) ? "kms.key_unusable" : "s3.access_denied"),
            (parked.Origin.Object, parked.Error!.Code)
        );
        Assert.Contains(code, parked.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "InternalError", "object.body_failed")]
    [InlineData(418, "SomethingNew", "internal.unexpected")]
    public async Task An_object_with_a_permanent_S3_error_is_parked_and_blocks_no_other(
        int status,
        string code,
        string reported
    )
    {
        Refuse = request => request.Key == First ? Denied with { Status = status, Code = code } : null;
        var read = await ReadAsync(Samples.Config());
        Assert.Null(read.Error);
        Assert.Equal([Second], read.Objects);
        Assert.Equal((First, reported), (Assert.Single(read.Skipped).Origin.Object, read.Skipped[0].Error!.Code));
    }

    private static Func<S3Request, S3Error?> Times(int times, Func<S3Request, bool> which, S3Error error) =>
        request => which(request) && Interlocked.Decrement(ref times) >= 0 ? error : null;
}
