using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Objects that arrive late, out of order, in another folder, at the same time, or again.</summary>
public sealed class ArrivalScenarios : Scenario
{
    // Logstash #57 #191 #221 #244 and Data Prepper #4123 skip objects with the last time that they saw.
    [Fact]
    public async Task S01_Objects_of_one_second_in_different_listings_are_all_read()
    {
        var second = Noon.AddMinutes(-10);
        PutDays(3);
        Put(Samples.Key(Noon, "m"), second);
        await PassAsync();
        Put(Samples.Key(Noon, "a"), second);
        Put(Samples.Key(Noon, "z"), second.AddMilliseconds(1));
        Put(Samples.Key(Noon.AddDays(-2), "m"), second);
        Assert.Equal(3, (await PassAsync()).Objects.Count());
        Put(Samples.Key(Noon, "b"), second);
        Assert.Equal([Samples.Key(Noon, "b")], (await PassAtAsync(Noon.AddMinutes(1))).Objects);
        await AssertEachOnceAsync();
    }

    // NiFi documents the loss, Logstash allows three seconds, Airbyte #5365 lost them at first.
    [Theory]
    [InlineData(20)]
    [InlineData(59)]
    public async Task S02_A_multipart_object_that_becomes_visible_long_after_its_LastModified_time_is_read(
        int minutesLate
    )
    {
        var started = Noon.AddMinutes(1);
        PutDays(3);
        for (var minute = 0; minute < minutesLate; minute++)
        {
            Store.Now = Noon.AddMinutes(minute + 1);
            Put(Samples.Key(Store.Now, "steady"));
            await PassAsync();
        }

        Store.Now = started.AddMinutes(minutesLate);
        Put(Samples.Key(Noon, "multipart"), lastModified: started);
        Assert.Equal([Samples.Key(Noon, "multipart")], (await PassAsync()).Objects);
        await AssertEachOnceAsync();
    }

    // Wazuh #33108 #34615, Lenses PR #946 and all readers that store their position as a key lose these.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task S03_Objects_whose_keys_are_not_in_the_order_of_arrival_are_read(int seed)
    {
        var random = new Random(seed);
        for (var minute = 0; minute < 60; minute++)
        {
            Store.Now = Noon.AddMinutes(minute);
            Put(Samples.Key(Noon, random.NextInt64(1L << 40).ToString("x10")));
            if (random.Next(3) == 0)
            {
                await PassAsync();
            }
        }

        await AssertEachOnceAsync();
    }

    // Every reader that starts at its last key; Wazuh returns to the marker's day, which may have changed.
    [Fact]
    public async Task S04_An_object_delivered_into_yesterdays_folder_after_midnight_is_read()
    {
        Store.PageSize = 1;
        PutDays(40);
        await PassAtAsync(new(2024, 3, 12, 23, 50, 0, TimeSpan.Zero));
        Store.PageSize = 1000;

        Store.Now = new(2024, 3, 13, 0, 20, 0, TimeSpan.Zero);
        Put(Samples.Key(Noon, "midnight"));
        Assert.Equal([Samples.Key(Noon, "midnight")], (await PassAsync()).Objects);

        // Late polls do not list this folder. The next sweep does.
        Store.Now = new(2024, 3, 13, 9, 0, 0, TimeSpan.Zero);
        Put(Samples.Key(Noon, "morning"));
        Assert.Empty((await PassAsync()).Objects);
        await AssertEachOnceAsync();
    }

    // Readers that compute their folders from the clock and stop at today.
    [Fact]
    public async Task S05_An_object_delivered_into_tomorrows_folder_is_read_once()
    {
        Store.PageSize = 1;
        PutDays(40);
        await PassAsync();
        Store.PageSize = 1000;
        Store.Now = Noon.AddHours(1);
        Put(Samples.Key(Noon.AddDays(1), "early"));
        await PassAsync();
        Assert.Equal([Samples.Key(Noon.AddDays(1), "early")], (await PassAtAsync(Noon.AddHours(25))).Objects);
        await AssertEachOnceAsync();
    }

    // Data Prepper before PR #4493 moved its time past objects that arrived during the scan.
    [Fact]
    public async Task S11_Objects_that_arrive_before_and_after_the_page_being_listed_are_read()
    {
        PutDays(20);
        Store.PageSize = 3;
        Store.OnList = request =>
        {
            if (request.StartAfter.Length > 0 && Store.Lists.Count % 2 == 0)
            {
                Put(Samples.Key(Noon.AddDays(-30), $"before{Store.Lists.Count}"), Store.Now.AddSeconds(-1));
                Put(Samples.Key(Noon, $"behind{Store.Lists.Count}"));
                Store.Now = Store.Now.AddSeconds(30);
            }
        };
        var first = await PassAsync();
        Store.OnList = _ => { };
        Assert.Contains(first.Objects, key => key.Contains("behind", StringComparison.Ordinal));
        Assert.DoesNotContain(first.Objects, key => key.Contains("before", StringComparison.Ordinal));
        Assert.Contains(Store.Keys, key => key.Contains("before", StringComparison.Ordinal));
        await AssertEachOnceAsync();
    }

    // Confluent documents that it never reads a key again; Filebeat assigns the old ids to the new lines.
    [Fact]
    public async Task S13_A_key_that_is_overwritten_days_later_is_read_again_as_a_new_version()
    {
        PutDays(5);
        var first = await PassAsync();
        var key = Samples.Key(Noon.AddDays(-4));
        Store.Now = Noon.AddDays(3);
        Put(key);
        var second = await PassAsync();
        Assert.Equal([key], second.Objects);
        Assert.NotEqual(
            first.Records.First(record => record.Origin.Object == key).Origin.Version,
            second.Records[0].Origin.Version
        );
        await AssertEachOnceAsync();
    }

    // NiFi, and Airbyte by its strict comparison, treat it as the known object.
    [Fact]
    public async Task S14_A_key_that_is_overwritten_in_the_same_second_is_read_again()
    {
        PutDays(2);
        Put(Samples.Key(Noon, "twice"), Noon);
        await PassAsync();
        Put(Samples.Key(Noon, "twice"), Noon);
        Assert.Equal([Samples.Key(Noon, "twice")], (await PassAsync()).Objects);
        Put(Samples.Key(Noon, "twice"), Noon);
        Assert.Equal([Samples.Key(Noon, "twice")], (await PassAsync()).Objects);
        await AssertEachOnceAsync();
    }

    // Logstash #59 #133 crashes in a loop.
    [Fact]
    public async Task S15_An_object_that_is_replaced_or_deleted_between_listing_and_reading_blocks_no_other()
    {
        var (replaced, deleted) = (Samples.Key(Noon, "a-replaced"), Samples.Key(Noon, "b-deleted"));
        Store.Put(replaced, Samples.Log(9_000));
        Store.Put(deleted, Samples.Log(9_100));
        PutDays(3);
        Store.OnGet = version =>
        {
            if (version.Key == replaced)
            {
                Store.OnGet = _ => { };
                Store.Delete(deleted);
                Put(replaced);
            }
        };
        var first = await PassAsync();
        Assert.Equal(
            [(replaced, SkipReason.Gone), (deleted, SkipReason.Gone)],
            first.Skipped.Select(skipped => (skipped.Origin.Object, skipped.Reason))
        );
        Assert.Equal(3, first.Objects.Count());
        var second = await PassAsync();
        Assert.Equal([replaced], second.Objects);
        Assert.Empty(second.Skipped);
        await AssertEachOnceAsync();
    }
}
