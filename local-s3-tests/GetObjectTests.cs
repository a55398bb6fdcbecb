using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace LocalS3Tests;

public sealed class GetObjectTests
{
    private const string Digits = "0123456789";
    private static readonly DateTime Written = new(2021, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    [Fact]
    public async Task An_object_has_the_metadata_of_its_listing()
    {
        await using var bucket = await StartAsync();
        using var response = await bucket.Client.GetObjectAsync(ServedBucket.Name, "digits");
        Assert.Equal("\"781e5e245d69b566979b86e28d23f2c7\"", response.ETag);
        Assert.Equal(Written, response.LastModified);
        Assert.Equal(10, response.ContentLength);
        Assert.Equal("binary/octet-stream", response.Headers.ContentType);
        Assert.Equal("bytes", response.AcceptRanges);
        Assert.NotEmpty(response.ResponseMetadata.RequestId);

        var head = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        Assert.Equal(response.ETag, head.ETag);
        Assert.Equal(response.LastModified, head.LastModified);
        Assert.Equal(10, head.ContentLength);
    }

    [Theory]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=-100", Digits, "bytes 0-9/10")]
    [InlineData("bytes=0-9223372036854775807", Digits, "bytes 0-9/10")]
    [InlineData("bytes=9-99999999999999999999", "9", "bytes 9-9/10")]
    public async Task A_range_request_returns_the_requested_bytes(string range, string expected, string contentRange)
    {
        await using var bucket = await StartAsync();
        using var response = await GetAsync(bucket, range);
        Assert.Equal(HttpStatusCode.PartialContent, response.HttpStatusCode);
        Assert.Equal(contentRange, response.ContentRange);
        Assert.Equal(expected, await ReadAsync(response));
    }

    [Theory]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("bytes=-")]
    [InlineData("lines=1-2")]
    public async Task A_request_without_a_single_byte_range_returns_the_whole_object(string range)
    {
        await using var bucket = await StartAsync();
        using var response = await GetAsync(bucket, range);
        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
        Assert.Equal(Digits, await ReadAsync(response));
    }

    [Theory]
    [InlineData("digits", "bytes=10-")]
    [InlineData("digits", "bytes=-0")]
    [InlineData("nothing", "bytes=0-")]
    public async Task A_range_after_the_end_is_refused(string key, string range)
    {
        await using var bucket = await StartAsync();
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => GetAsync(bucket, range, key));
        Assert.Equal("InvalidRange", e.ErrorCode);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, e.StatusCode);
    }

    [Fact]
    public async Task A_request_for_a_different_ETag_fails_the_precondition()
    {
        await using var bucket = await StartAsync();
        var request = new GetObjectRequest
        {
            BucketName = ServedBucket.Name,
            Key = "digits",
            EtagToMatch = "\"0123\"",
        };
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.Client.GetObjectAsync(request));
        Assert.Equal("PreconditionFailed", e.ErrorCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, e.StatusCode);

        request.EtagToMatch = "\"781e5e245d69b566979b86e28d23f2c7\"";
        using var response = await bucket.Client.GetObjectAsync(request);
        Assert.Equal(Digits, await ReadAsync(response));
    }

    [Fact]
    public async Task An_object_that_the_client_already_has_is_not_sent_again()
    {
        await using var bucket = await StartAsync();
        GetObjectRequest[] requests =
        [
            new() { EtagToNotMatch = "\"781e5e245d69b566979b86e28d23f2c7\"" },
            new() { ModifiedSinceDate = Written },
        ];
        foreach (var request in requests)
        {
            (request.BucketName, request.Key) = (ServedBucket.Name, "digits");
            var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.Client.GetObjectAsync(request));
            Assert.Equal(HttpStatusCode.NotModified, e.StatusCode);
        }
    }

    [Fact]
    public async Task A_file_changed_in_place_has_another_etag_at_once()
    {
        await using var bucket = await StartAsync();
        var before = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        bucket.Put("digits", "9876543210");
        var after = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        bucket.Put("digits", "5555555555");
        var last = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        Assert.Equal(3, new[] { before.ETag, after.ETag, last.ETag }.Distinct().Count());
    }

    [Fact]
    public async Task A_file_time_does_not_count_as_unchanged_while_a_later_change_can_share_it()
    {
        var time = new ManualTime(new DateTimeOffset(Written).AddSeconds(1));
        await using var bucket = await ServedBucket.StartAsync([], options => options with { Time = time });
        File.SetLastWriteTimeUtc(bucket.Put("digits", Digits), Written);
        var before = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        File.SetLastWriteTimeUtc(bucket.Put("digits", "9876543210"), Written);
        var after = await bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "digits");
        Assert.NotEqual(before.ETag, after.ETag);
    }

    [Fact]
    public async Task Concurrent_readers_each_receive_a_large_object_completely()
    {
        await using var bucket = await StartAsync();
        var content = new byte[3_000_001];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Join(bucket.BucketFolder, "large"), content);
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async _ =>
                {
                    using var response = await bucket.Client.GetObjectAsync(ServedBucket.Name, "large");
                    using var copy = new MemoryStream();
                    await response.ResponseStream.CopyToAsync(copy);
                    Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
                })
        );
    }

    [Theory]
    [InlineData(ServedBucket.Name, "missing", "NoSuchKey")]
    [InlineData(ServedBucket.Name, "digits/below", "NoSuchKey")]
    [InlineData(ServedBucket.Name, "folder", "NoSuchKey")]
    [InlineData(ServedBucket.Name, "folder/", "NoSuchKey")]
    [InlineData(ServedBucket.Name, "folder//key", "NoSuchKey")]
    [InlineData("another-bucket", "digits", "NoSuchBucket")]
    [InlineData("Not_A_Bucket", "digits", "InvalidBucketName")]
    public async Task A_missing_bucket_or_key_is_named(string bucketName, string key, string code)
    {
        await using var bucket = await StartAsync();
        var e = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => bucket.Client.GetObjectAsync(bucketName, key));
        Assert.Equal(code, e.ErrorCode);
    }

    [Fact]
    public async Task A_head_error_has_a_status_and_no_body()
    {
        await using var bucket = await StartAsync();
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            bucket.Client.GetObjectMetadataAsync(ServedBucket.Name, "missing")
        );
        Assert.Equal(HttpStatusCode.NotFound, e.StatusCode);
    }

    private static async Task<ServedBucket> StartAsync()
    {
        var bucket = await ServedBucket.StartAsync("folder/key");
        bucket.Put("nothing", "");
        File.SetLastWriteTimeUtc(bucket.Put("digits", Digits), Written);
        return bucket;
    }

    private static async Task<GetObjectResponse> GetAsync(ServedBucket bucket, string range, string key = "digits") =>
        await bucket.Client.GetObjectAsync(
            new GetObjectRequest
            {
                BucketName = ServedBucket.Name,
                Key = key,
                ByteRange = new ByteRange(range),
            }
        );

    private static async Task<string> ReadAsync(GetObjectResponse response)
    {
        using var reader = new StreamReader(response.ResponseStream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
