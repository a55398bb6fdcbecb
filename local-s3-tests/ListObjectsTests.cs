using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace LocalS3Tests;

public sealed class ListObjectsTests
{
    private static readonly string[] SomeKeys =
    [
        "a",
        "a.txt",
        "a/1",
        "a/2",
        "a/b/3",
        "a0",
        "b/",
        "b/4",
        "c/d/e/5",
        "c/d/f/6",
        "d",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Every_page_size_returns_each_key_once_and_in_order(int pageSize)
    {
        await using var bucket = await ServedBucket.StartAsync(SomeKeys.Except(["a"]));
        var listed = await bucket.ListAsync(pageSize: pageSize);

        // A file "a" and a folder "a" cannot exist side by side, so this key is not included.
        Assert.Equal(SomeKeys[1..], listed.Keys);
        Assert.Empty(listed.CommonPrefixes);
        Assert.All(listed.PageSizes.SkipLast(1), size => Assert.Equal(pageSize, size));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Every_page_size_returns_each_common_prefix_once_and_counts_it_as_a_key(int pageSize)
    {
        await using var bucket = await ServedBucket.StartAsync(SomeKeys.Except(["a"]));
        var listed = await bucket.ListAsync(delimiter: "/", pageSize: pageSize);

        Assert.Equal(["a.txt", "a0", "d"], listed.Keys);
        Assert.Equal(["a/", "b/", "c/"], listed.CommonPrefixes);
        Assert.All(listed.PageSizes.SkipLast(1), size => Assert.Equal(pageSize, size));
    }

    [Fact]
    public async Task Keys_come_in_the_order_of_their_utf8_bytes()
    {
        string[] ordered = ["z", "z/x", "\u00E9", "\uD7FF", "\uE000", "\uFFFD", "\U0001F600", "\U0010FFFF"];
        await using var bucket = await ServedBucket.StartAsync(ordered.Except(["z"]).Reverse());
        Assert.Equal(ordered[1..], (await bucket.ListAsync(pageSize: 2)).Keys);
        Assert.Equal(["\U0001F600", "\U0010FFFF"], (await bucket.ListAsync(startAfter: "\uFFFD")).Keys);
    }

    [Theory]
    [InlineData("a/1", "a/2 a/b/3 a0 b/ b/4 c/d/e/5 c/d/f/6 d")]
    [InlineData("a/b", "a/b/3 a0 b/ b/4 c/d/e/5 c/d/f/6 d")]
    [InlineData("a/b0", "a0 b/ b/4 c/d/e/5 c/d/f/6 d")]
    [InlineData("c/d/e/5", "c/d/f/6 d")]
    [InlineData("d", "")]
    public async Task Start_after_need_not_be_a_key(string startAfter, string expected)
    {
        await using var bucket = await ServedBucket.StartAsync(SomeKeys.Except(["a"]));
        Assert.Equal(expected, string.Join(' ', (await bucket.ListAsync(startAfter: startAfter)).Keys));
    }

    [Fact]
    public async Task A_common_prefix_before_start_after_is_not_listed_even_if_keys_in_it_come_later()
    {
        await using var bucket = await ServedBucket.StartAsync(SomeKeys.Except(["a"]));
        var listed = await bucket.ListAsync(delimiter: "/", startAfter: "a/1");
        Assert.Equal(["b/", "c/"], listed.CommonPrefixes);
        Assert.Equal(["a0", "d"], listed.Keys);
    }

    [Theory]
    [InlineData("c/d", "", "c/d/e/5 c/d/f/6", "")]
    [InlineData("c/d", "/", "", "c/d/")]
    [InlineData("c/d/", "/", "", "c/d/e/ c/d/f/")]
    [InlineData("a", "/", "a.txt a0", "a/")]
    [InlineData("a/", "/", "a/1 a/2", "a/b/")]
    [InlineData("b/", "/", "b/ b/4", "")]
    [InlineData("", "/b", "a.txt a/1 a/2 a0 b/ b/4 c/d/e/5 c/d/f/6 d", "a/b")]
    [InlineData("x", "", "", "")]
    [InlineData("/", "", "", "")]
    public async Task A_prefix_need_not_end_at_a_folder(
        string prefix,
        string delimiter,
        string keys,
        string commonPrefixes
    )
    {
        await using var bucket = await ServedBucket.StartAsync(SomeKeys.Except(["a"]));
        var listed = await bucket.ListAsync(prefix, delimiter, pageSize: 1);
        Assert.Equal(keys, string.Join(' ', listed.Keys));
        Assert.Equal(commonPrefixes, string.Join(' ', listed.CommonPrefixes));
    }

    [Fact]
    public async Task An_empty_folder_is_not_listed()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        Directory.CreateDirectory(Path.Join(bucket.BucketFolder, "empty", "also-empty"));
        Assert.Equal(["a/1"], (await bucket.ListAsync()).Keys);
        Assert.Equal(["a/"], (await bucket.ListAsync(delimiter: "/")).CommonPrefixes);
    }

    [Fact]
    public async Task A_page_of_no_keys_is_complete()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        Assert.Equal([0], (await bucket.ListAsync(pageSize: 0)).PageSizes);
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("$%&")]
    public async Task A_token_that_was_not_issued_is_refused(string token)
    {
        await using var bucket = await ServedBucket.StartAsync("a/1");
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            bucket.Client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = ServedBucket.Name, ContinuationToken = token }
            )
        );
        Assert.Equal("InvalidArgument", e.ErrorCode);
    }

    [Fact]
    public async Task A_listing_has_size_etag_and_time_in_whole_seconds()
    {
        await using var bucket = await ServedBucket.StartAsync();
        var path = bucket.Put("a", "hello");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 12, 7, 20, 1, 55, 987, DateTimeKind.Utc));
        var page = await bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = ServedBucket.Name });
        var item = Assert.Single(page.S3Objects);
        Assert.Equal(5, item.Size);
        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", item.ETag);
        Assert.Equal(new DateTime(2020, 12, 7, 20, 1, 55, DateTimeKind.Utc), item.LastModified);
    }

    [Fact]
    public async Task A_listing_reads_only_folders_that_match_the_prefix()
    {
        await using var bucket = await ServedBucket.StartAsync("a/1", "b/2");
        // Listing this folder fails.
        bucket.PutFile("b/bad%ZZ", "");
        Assert.Equal(["a/1"], (await bucket.ListAsync(prefix: "a/")).Keys);
        Assert.Empty((await bucket.ListAsync(startAfter: "b0")).Keys);
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Equal("InternalError", e.ErrorCode);
        Assert.Contains($"{ServedBucket.Name}/b/bad%ZZ", e.Message, StringComparison.Ordinal);
    }
}
