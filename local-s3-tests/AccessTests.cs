using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LocalS3;
using Xunit;

namespace LocalS3Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task Buckets_are_listed_with_their_region()
    {
        await using var bucket = await ServedBucket.StartAsync(["a"], options => options with { Region = "eu-west-1" });
        Directory.CreateDirectory(Path.Join(bucket.Folder, "another-bucket"));
        Directory.CreateDirectory(Path.Join(bucket.Folder, "Not A Bucket"));
        using var client = bucket.NewClient(Keys(), "eu-west-1");
        var buckets = (await client.ListBucketsAsync()).Buckets;
        Assert.Equal(["another-bucket", ServedBucket.Name], buckets.Select(item => item.BucketName));
        Assert.All(buckets, item => Assert.Equal("eu-west-1", item.BucketRegion));
    }

    [Fact]
    public async Task The_Region_of_a_bucket_can_be_requested()
    {
        await using var bucket = await ServedBucket.StartAsync([], options => options with { Region = "eu-west-1" });
        using var client = bucket.NewClient(Keys(), "eu-west-1");
        var head = await client.HeadBucketAsync(new HeadBucketRequest { BucketName = ServedBucket.Name });
        Assert.Equal("eu-west-1", head.BucketRegion);
        Assert.Equal("eu-west-1", (await client.GetBucketLocationAsync(ServedBucket.Name)).Location.Value);
    }

    [Fact]
    public async Task A_request_signed_for_another_Region_gets_the_correct_one()
    {
        await using var bucket = await ServedBucket.StartAsync(["a"], options => options with { Region = "eu-west-1" });
        using var response = await bucket.SendAsync(HttpMethod.Get, $"/{ServedBucket.Name}/a");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("eu-west-1", response.Headers.GetValues("x-amz-bucket-region").Single());
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("<Code>AuthorizationHeaderMalformed</Code>", body, StringComparison.Ordinal);
        Assert.Contains("<Region>eu-west-1</Region>", body, StringComparison.Ordinal);
        Assert.Contains($"<Resource>/{ServedBucket.Name}/a</Resource>", body, StringComparison.Ordinal);

        var e = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Equal("AuthorizationHeaderMalformed", e.ErrorCode);
    }

    [Fact]
    public async Task Only_the_given_access_key_is_accepted()
    {
        await using var bucket = await ServedBucket.StartAsync(
            ["a"],
            options => options with { AccessKey = "AKIDOTHER" }
        );
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Equal("InvalidAccessKeyId", e.ErrorCode);
        Assert.Equal(HttpStatusCode.Forbidden, e.StatusCode);
        using var client = bucket.NewClient(new BasicAWSCredentials("AKIDOTHER", "any secret"));
        var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = ServedBucket.Name });
        Assert.Single(page.S3Objects);
    }

    [Fact]
    public async Task An_unsigned_request_is_denied()
    {
        await using var bucket = await ServedBucket.StartAsync("a");
        using var client = bucket.NewClient(new AnonymousAWSCredentials());
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.GetObjectAsync(ServedBucket.Name, "a"));
        Assert.Equal("AccessDenied", e.ErrorCode);
        Assert.Equal(HttpStatusCode.Forbidden, e.StatusCode);
    }

    [Fact]
    public async Task A_test_can_refuse_and_inspect_requests()
    {
        await using var bucket = await ServedBucket.StartAsync(
            ["a", "b"],
            options =>
                options with
                {
                    InjectError = request =>
                        request is { Operation: "GetObject", Key: "b" }
                            ? new S3Error
                            {
                                Status = 503,
                                Code = "SlowDown",
                                Message = "Later.",
                            }
                            : null,
                }
        );
        Assert.Equal("content of a", await bucket.GetAsync("a"));
        var e = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => bucket.GetAsync("b"));
        Assert.Equal("SlowDown", e.ErrorCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, e.StatusCode);
        await bucket.ListAsync(prefix: "a");
        Assert.Equal(
            ["GetObject", "GetObject", "ListObjectsV2"],
            bucket.Server.Requests.Select(request => request.Operation)
        );
        Assert.Equal("a", bucket.Server.Requests[2].Parameters["prefix"]);
        Assert.Equal(3, bucket.Server.RequestCount);
    }

    [Fact]
    public async Task The_date_comes_from_the_given_clock()
    {
        var now = new DateTimeOffset(2021, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await using var bucket = await ServedBucket.StartAsync(
            ["a"],
            options => options with { Time = new ManualTime(now) }
        );
        using var response = await bucket.SendAsync(HttpMethod.Head, $"/{ServedBucket.Name}/a");
        Assert.Equal(now, response.Headers.Date);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task All_write_requests_are_refused()
    {
        await using var bucket = await ServedBucket.StartAsync("a");
        var put = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            bucket.Client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = ServedBucket.Name,
                    Key = "b",
                    ContentBody = "new",
                }
            )
        );
        Assert.Equal("MethodNotAllowed", put.ErrorCode);
        var delete = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            bucket.Client.DeleteObjectAsync(ServedBucket.Name, "a")
        );
        Assert.Equal("MethodNotAllowed", delete.ErrorCode);
        Assert.Equal(["a"], (await bucket.ListAsync()).Keys);
    }

    [Theory]
    [InlineData("/logs-of-tests")]
    [InlineData("/logs-of-tests?versioning")]
    [InlineData("/logs-of-tests?list-type=2&unheard-of=1")]
    [InlineData("/logs-of-tests/a?acl")]
    [InlineData("/logs-of-tests/a?versionId=1")]
    public async Task Unsupported_operations_and_parameters_are_reported_as_such(string target)
    {
        await using var bucket = await ServedBucket.StartAsync("a");
        using var response = await bucket.SendAsync(HttpMethod.Get, target);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains(
            "<Code>NotImplemented</Code>",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    private static BasicAWSCredentials Keys() => new(ServedBucket.AccessKey, "secret");
}
