using InputSdk.S3.Listing;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A page that does not match its request is refused before any part of it is used.</summary>
public sealed class PagingTests
{
    /// <summary>
    /// Prefix, start-after key, keys, common prefixes, whether folders were requested, and whether the page is
    /// accepted.
    /// </summary>
    public static TheoryData<string, string, string[], string[], bool, bool> Pages =>
        new()
        {
            { "", "", [], [], false, true },
            { "", "", ["a"], [], false, true },
            { "", "", ["a", "b"], [], false, true },
            { "", "", ["b", "a"], [], false, false },
            { "", "", ["a", "a"], [], false, false },
            { "", "a", ["b"], [], false, true },
            { "", "b", ["b"], [], false, false },
            { "", "b", ["a"], [], false, false },
            { "", "a", ["a\0"], [], false, true },
            { "", "", ["A", "a", "é", "\uFFFD", "\U0001F600"], [], false, true },
            { "", "", ["\U0001F600", "\uFFFD"], [], false, false },
            { "p/", "", ["p/", "p/a"], [], false, true },
            { "p/", "", ["p/a", "q/a"], [], false, false },
            { "p/", "", ["P/a"], [], false, false },
            { "p/", "", ["p"], [], false, false },
            { "", "", ["a/b"], [], true, false },
            { "", "", ["a"], ["b/"], true, true },
            { "p/", "", ["p/a"], ["p/b/", "p/c/"], true, true },
            { "p/", "", [], ["p/c/", "p/b/"], true, false },
            { "p/", "", [], ["p/b/", "p/b/"], true, false },
            { "p/", "", [], ["q/b/"], true, false },
            { "p/", "", [], ["p/b"], true, false },
            { "p/", "", [], ["p/b/c/"], true, false },
            { "p/", "", [], ["p/"], true, false },
            { "p/", "", [], ["p//"], true, true },
            { "p", "", [], ["p/"], true, true },
            { "p/", "", [], ["p/b/"], false, false },
        };

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_keys_in_order_under_the_prefix_and_folders_only_if_requested(
        string prefix,
        string after,
        string[] keys,
        string[] folders,
        bool withFolders,
        bool isAccepted
    )
    {
        var request = new ListRequest
        {
            Prefix = prefix,
            StartAfter = after,
            Folders = withFolders,
        };
        var page = Page(keys, folders);
        if (isAccepted)
        {
            Assert.Same(page, new Paging().Checked(request, page));
        }
        else
        {
            Assert.Equal(
                "s3.bad_response",
                Assert.Throws<InputException>(() => new Paging().Checked(request, page)).Error.Code
            );
        }
    }

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(true, "token", true)]
    [InlineData(true, null, false)]
    [InlineData(false, "token", false)]
    public void A_page_must_have_a_token_if_and_only_if_it_is_truncated(
        bool isTruncated,
        string? token,
        bool isAccepted
    )
    {
        var page = Page(["a"]) with { IsTruncated = isTruncated, NextToken = token };
        Assert.Equal(
            isAccepted,
            Record.Exception(() => new Paging().Checked(new ListRequest { Prefix = "" }, page)) is null
        );
    }

    [Fact]
    public void A_token_cannot_repeat_within_a_listing()
    {
        var tokens = new PageTokens();
        Assert.Equal("a", tokens.Next(Page([]) with { NextToken = "a" }));
        Assert.Equal("A", tokens.Next(Page([]) with { NextToken = "A" }));
        Assert.Equal(
            "s3.bad_response",
            Assert.Throws<InputException>(() => tokens.Next(Page([]) with { NextToken = "a" })).Error.Code
        );
        Assert.Equal("a", new PageTokens().Next(Page([]) with { NextToken = "a" }));
    }

    [Fact]
    public void A_listing_continues_after_its_last_key_or_at_the_start_of_the_page()
    {
        Assert.Equal("b", Paging.LastKeyOf(Page(["a", "b"]), "0"));
        Assert.Equal("0", Paging.LastKeyOf(Page([]), "0"));
    }

    private static ListPage Page(string[] keys, params string[] folders) =>
        new()
        {
            Objects = [.. keys.Select(key => RecordingS3.Version(key))],
            Folders = folders,
            IsTruncated = false,
            Date = DateTimeOffset.UnixEpoch,
        };
}
