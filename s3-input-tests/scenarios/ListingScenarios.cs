using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Requests that fail halfway, unusual pages, and objects that do not belong to the input.</summary>
public sealed class ListingScenarios : Scenario
{
    // Logstash and Redpanda's walk continue after the object and never return to it; so did Filebeat (#39114).
    [Theory]
    [InlineData("object.body_failed", 5)]
    [InlineData("s3.get_denied", 5)]
    [InlineData("s3.unavailable", 2)]
    public async Task S09_An_object_that_fails_while_later_ones_succeed_is_retried_and_read(string code, int readAround)
    {
        PutDays(6);
        var failing = Samples.Key(Noon.AddDays(-3));
        Store.OnGet = version =>
        {
            if (version.Key == failing)
            {
                throw Errors.Of(ErrorCode.All.Single(known => known.Code == code), version.Key);
            }
        };
        var first = await PassAsync();
        Assert.Equal(readAround, first.Objects.Count());
        Assert.Equal(code, first.Error?.Code ?? Assert.Single(first.Skipped).Error!.Code);

        Store.OnGet = _ => { };
        var second = await PassAtAsync(Noon.AddMinutes(2));
        Assert.Equal(6 - readAround, second.Objects.Count());
        Assert.Equal(failing, second.Objects.First());
        await AssertEachOnceAsync();
    }

    // Filebeat #39065 and Logstash treat the pages that they received as the complete listing.
    [Fact]
    public async Task S10_A_listing_that_fails_on_page_7_of_12_is_continued_and_does_not_advance_the_watermark()
    {
        PutDays(48);
        Store.PageSize = 4;
        Store.OnPage = (_, page) =>
            page.Objects.Any(version => version.Key == Samples.Key(Noon.AddDays(-23)))
                ? throw Errors.Of(ErrorCode.Unavailable, "page 7")
                : page;
        var first = await PassAsync();
        Store.OnPage = (_, page) => page;
        Assert.Equal(("s3.unavailable", 24), (first.Error!.Code, first.Objects.Count()));

        Store.Lists.Clear();
        Put(Samples.Key(Noon.AddDays(-47), "behind"), Noon.AddMinutes(1));
        Put(Samples.Key(Noon, "ahead"), Noon.AddMinutes(1));
        var second = await PassAtAsync(Noon.AddMinutes(2));
        Assert.Equal(25, second.Objects.Count());
        Assert.Equal(Samples.Key(Noon.AddDays(-24)), Store.Lists.First(list => !list.Folders).StartAfter);
        Assert.Equal(
            [Samples.Key(Noon.AddDays(-47), "behind")],
            (await PassAtAsync(Noon.AddDays(1).AddMinutes(3))).Objects
        );
        await AssertEachOnceAsync();
    }

    // Benthos #115 and NiFi's entities end after a page; so does the SDK's paginator without a token.
    [Fact]
    public async Task S12_Thousands_of_keys_are_listed_without_tokens_and_a_truncated_page_without_next_is_refused()
    {
        for (var i = 0; i < 2_500; i++)
        {
            Put(Samples.Key(Noon.AddHours(-i)), Noon.AddHours(-i - 1), rows: 1);
        }

        Store.OnPage = (request, page) => request.Folders ? page with { IsTruncated = true, NextToken = null } : page;
        Assert.Equal("s3.bad_response", (await PassAsync()).Error!.Code);

        Store.OnPage = (request, page) =>
            request.StartAfter.Length == 0 ? page : page with { Objects = [], IsTruncated = true };
        var cutOff = await PassAsync();
        Assert.Equal(("s3.bad_response", 1_000), (cutOff.Error!.Code, cutOff.Records.Count));

        Store.OnPage = (request, page) => request.Folders ? page : page with { NextToken = null };
        var withoutToken = await PassAsync();
        Assert.Equal(("s3.bad_response", 0), (withoutToken.Error!.Code, withoutToken.Records.Count));

        Store.Lists.Clear();
        Store.OnPage = (_, page) => page;
        Assert.Equal(1_500, (await PassAsync()).Records.Count);
        Assert.All(Store.Lists.Where(list => !list.Folders), list => Assert.Null(list.ContinuationToken));
        await AssertEachOnceAsync();
    }

    // Vector #7710 fails at an object of no bytes, beats #41232 reads the folder's own key.
    [Fact]
    public async Task S16_Empty_objects_folder_markers_and_the_vendors_notes_block_no_other()
    {
        PutDays(3);
        Store.Put(Samples.Region, []);
        Store.Put($"{Samples.Region}2024/03/12/", []);
        Store.Put($"{Samples.Region}2024/03/12/README_connectionlog.txt", "See the manual."u8.ToArray());
        Store.Put($"{Samples.Region}README.gz", Samples.Log(9_000));
        Store.Put(Samples.Key(Noon, "empty"), []);
        var first = await PassAsync();
        Assert.Equal(
            (Samples.Key(Noon, "empty"), SkipReason.Empty),
            (Assert.Single(first.Skipped).Origin.Object, first.Skipped[0].Reason)
        );
        Assert.Empty((await PassAsync()).Skipped);
        Assert.All(
            Store.Gets,
            key => Assert.EndsWith("_connectionlog_", key[..(key.LastIndexOf('_') + 1)], StringComparison.Ordinal)
        );
        await AssertEachOnceAsync();
    }

    // Logstash PR #160 #177 crashed, and skipped restored ones (#199); Lenses skips GLACIER_IR, which can be read.
    [Fact]
    public async Task S21_Archived_objects_are_reported_once_block_no_other_and_are_read_by_day_after_a_restore()
    {
        var frozenDay = Noon.AddDays(-9);
        var tiered = Samples.Key(frozenDay, "tiered");
        PutDays(3);
        Put(Samples.Key(Noon, "instant"), storageClass: "GLACIER_IR");
        Put(Samples.Key(frozenDay, "frozen"), storageClass: "GLACIER");
        Put(Samples.Key(frozenDay, "deep"), storageClass: "DEEP_ARCHIVE");
        Put(tiered, storageClass: "INTELLIGENT_TIERING");
        Store.OnGet = version =>
            _ = version.Key == tiered ? throw new ObjectUnreadableException(SkipReason.Archived) : false;
        var first = await PassAsync();
        Assert.Equal(4, first.Objects.Count());
        Assert.Equal(3, first.Skipped.Count(skipped => skipped.Reason == SkipReason.Archived));
        Assert.All(first.Skipped, skipped => Assert.Contains("--days", skipped.Message, StringComparison.Ordinal));
        Assert.Empty((await PassAtAsync(Noon.AddDays(2))).Skipped);

        Store.OnGet = _ => { };
        var day = DateOnly.FromDateTime(frozenDay.UtcDateTime);
        var restored = await ReadResult.OfAsync(
            Samples.Connector(Store),
            new ReadRequest
            {
                Config = Samples.Config(),
                Days = new DayRange { From = day, To = day },
            },
            new TestHost()
        );
        Logs.AssertEachOnce(first.Records.Concat(restored.Records));
    }

    // Logstash #143 #179 #216 stop at it; Wazuh #13885 reports no error. A denied key looks like a denied bucket.
    [Fact]
    public async Task S22_Objects_denied_by_a_KMS_key_are_parked_and_block_no_other_while_a_denied_bucket_blocks_all()
    {
        PutDays(40);
        Store.OnGet = version => throw Errors.Of(ErrorCode.GetDenied, version.Key);
        var denied = await PassAsync();
        Assert.Equal(("s3.get_denied", ErrorKind.Access), (denied.Error!.Code, denied.Error.Kind));
        Assert.Empty(denied.Skipped);

        // The first 25 use the key that stays disabled.
        var disabled = Store.Keys.Take(25).ToHashSet(StringComparer.Ordinal);
        Put(Samples.Key(Noon.AddYears(-1), "readable"), Noon.AddYears(-1));
        Store.OnGet = version =>
            _ = disabled.Contains(version.Key) ? throw Errors.Of(ErrorCode.GetDenied, version.Key) : false;
        var some = await PassAsync();
        Assert.Null(some.Error);
        Assert.Equal(
            (16, 25),
            (some.Objects.Count(), some.Skipped.Count(skipped => skipped.Reason == SkipReason.Parked))
        );

        for (var hours = 1; hours <= 3; hours++)
        {
            Store.Now = Noon.AddHours(hours);
            Put(Samples.Key(Store.Now, "fresh"));
            var later = await PassAsync();
            Assert.Null(later.Error);
            Assert.Equal([Samples.Key(Store.Now, "fresh")], later.Objects);
        }

        Store.OnGet = _ => { };
        await AssertEachOnceAsync();
    }
}
