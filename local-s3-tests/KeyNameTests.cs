using Amazon.S3;
using LocalS3;
using Xunit;

namespace LocalS3Tests;

public sealed class KeyNameTests
{
    public static TheoryData<string> Keys =>
        [
            "2020-12-07T20:01_connectionlog.gz",
            "a+b",
            "a b",
            " a ",
            "100%",
            "%41",
            "a%2Fb",
            "q?x=1&y=<z>\"'",
            "back\\slash",
            "ends.",
            "ünï/çödé/日本",
            "\U0001F600",
            "\u0001\u001F",
            "line\nfeed\r\ttab",
            "star*|",
            "folder/",
            "~/.hidden",
            "\uFFFE\uFFFF",
        ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_is_listed_found_and_fetched_under_its_own_name(string key)
    {
        await using var bucket = await ServedBucket.StartAsync(key);
        Assert.Equal([key], (await bucket.ListAsync()).Keys);
        Assert.Equal([key], (await bucket.ListAsync(prefix: key.EnumerateRunes().First().ToString())).Keys);
        Assert.Equal($"content of {key}", await bucket.GetAsync(key));
    }

    [Theory]
    [InlineData("a%3ab", "a:b")]
    [InlineData("%61%62", "ab")]
    [InlineData("%C3%A9", "é")]
    public async Task Any_percent_encoding_of_a_name_is_accepted(string diskName, string key)
    {
        await using var bucket = await ServedBucket.StartAsync();
        bucket.PutFile(diskName, "found");
        Assert.Equal([key], (await bucket.ListAsync()).Keys);
        Assert.Equal("found", await bucket.GetAsync(key));
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("a%2")]
    [InlineData("a%zz")]
    [InlineData("a% 1")]
    [InlineData("%FF")]
    [InlineData("%2E%2E")]
    [InlineData("a%2Fb")]
    [InlineData("a%00")]
    public async Task A_name_that_encodes_no_key_is_an_error_that_names_the_file(string diskName)
    {
        await using var bucket = await ServedBucket.StartAsync();
        bucket.PutFile("folder/" + diskName, "");
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Equal("InternalError", e.ErrorCode);
        Assert.Contains($"'{ServedBucket.Name}/folder/{diskName}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_for_one_key_are_an_error_that_names_both()
    {
        await using var bucket = await ServedBucket.StartAsync("ab");
        bucket.PutFile("%61b", "");
        var e = await Assert.ThrowsAsync<AmazonS3Exception>(() => bucket.ListAsync());
        Assert.Contains($"'{ServedBucket.Name}/ab'", e.Message, StringComparison.Ordinal);
        Assert.Contains($"'{ServedBucket.Name}/%61b'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-12-07T20:01.gz", "2020-12-07T20%3A01.gz")]
    [InlineData("a/b c/d", "a/b c/d")]
    [InlineData("a /b./c", "a%20/b%2E/c")]
    [InlineData("a/", "a%2F")]
    [InlineData("100%", "100%25")]
    public void A_key_becomes_a_path_that_is_valid_on_Windows(string key, string path) =>
        Assert.Equal(path, FileNames.Of(key));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a\0")]
    public void A_key_without_a_path_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => FileNames.Of(key));
}
