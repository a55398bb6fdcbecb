using System.Net;
using Amazon.S3;
using Xunit;

namespace LocalS3Tests;

public sealed class FolderBoundaryTests
{
    [Theory]
    [InlineData("/logs-of-tests/../secret.txt")]
    [InlineData("/logs-of-tests/%2e%2e/secret.txt")]
    [InlineData("/logs-of-tests/%2E%2E%2Fsecret.txt")]
    [InlineData("/logs-of-tests/a/..%2f..%2fsecret.txt")]
    [InlineData("/logs-of-tests/..%5Csecret.txt")]
    [InlineData("/logs-of-tests/%252e%252e/secret.txt")]
    [InlineData("/logs-of-tests//secret.txt")]
    [InlineData("/logs-of-tests/%2Fetc/passwd")]
    [InlineData("/logs-of-tests/C:%5Csecret.txt")]
    [InlineData("/logs-of-tests/a%00/../secret.txt")]
    [InlineData("/../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/./secret.txt")]
    [InlineData("//etc/passwd")]
    [InlineData("/logs-of-tests/%zz")]
    [InlineData("/logs-of-tests/%ff")]
    [InlineData("http://127.0.0.1/logs-of-tests/a")]
    [InlineData("/secret.txt")]
    public async Task No_path_escapes_the_folder(string target)
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        await File.WriteAllTextAsync(Path.Join(bucket.Folder, "secret.txt"), "the secret");
        var answer = await bucket.SendTargetAsync(target);
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("the secret", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(bucket.Folder, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_refused_and_named()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        var outside = Directory.CreateTempSubdirectory("local-s3-outside-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Join(outside, "secret.txt"), "the secret");
            File.CreateSymbolicLink(Path.Join(bucket.BucketFolder, "link"), Path.Join(outside, "secret.txt"));
            await AssertDeniedAsync(bucket, "link");
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task A_link_to_a_folder_is_refused_even_inside()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        Directory.CreateSymbolicLink(Path.Join(bucket.BucketFolder, "a", "link"), bucket.BucketFolder);
        await AssertDeniedAsync(bucket, "a/link/a/1");
    }

    [Fact]
    public async Task A_link_that_escapes_the_folder_through_another_link_is_refused()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        Directory.CreateSymbolicLink(Path.Join(bucket.Folder, "way-out"), Path.GetTempPath());
        File.CreateSymbolicLink(Path.Join(bucket.BucketFolder, "link"), Path.Join(bucket.Folder, "way-out", "a"));
        await AssertDeniedAsync(bucket, "link");
    }

    [Fact]
    public async Task A_link_to_a_file_inside_is_served_under_its_own_name()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        File.CreateSymbolicLink(Path.Join(bucket.BucketFolder, "link"), Path.Join("a", "1"));
        Assert.Equal(["a/1", "link"], (await bucket.ListAsync()).Keys);
        Assert.Equal("content of a/1", await bucket.GetAsync("link"));
    }

    [Theory]
    [InlineData("logs-of-tests.127.0.0.1", HttpStatusCode.BadRequest)]
    [InlineData("example.com", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    public async Task Only_names_of_the_loopback_interface_are_accepted(string host, HttpStatusCode status)
    {
        await using var bucket = await ServedBucket.StartAsync("a");
        using var response = await bucket.SendAsync(HttpMethod.Get, "/logs-of-tests/a", host);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        await using var bucket = await ServedBucket.StartAsync("a");
        using var fits = await bucket.SendAsync(HttpMethod.Get, "/logs-of-tests/" + new string('k', 1024));
        Assert.Equal(HttpStatusCode.NotFound, fits.StatusCode);
        using var tooLong = await bucket.SendAsync(HttpMethod.Get, "/logs-of-tests/" + new string('k', 1025));
        Assert.Contains("KeyTooLongError", await tooLong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertDeniedAsync(ServedBucket bucket, string key)
    {
        var get = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.GetAsync(key));
        Assert.Equal("AccessDenied", get.ErrorCode);
        var list = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Equal("AccessDenied", list.ErrorCode);
        Assert.Contains("link'", list.Message, StringComparison.Ordinal);
    }
}
