using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Several passes in turn, over a bucket in memory.</summary>
public sealed class ReadPassTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_second_pass_reads_only_objects_added_to_folders_of_any_age()
    {
        var store = StoreWithDays(5);
        var first = await Samples.ReadAsync(store);
        var second = await Samples.ReadAsync(store, first.Checkpoint);
        store.Now = Noon.AddHours(3);
        string[] added =
        [
            Samples.Key(Noon.AddYears(-1), "late"),
            Samples.Key(Noon.AddDays(-1), "late"),
            Samples.Key(Noon, "late"),
        ];
        Array.ForEach(added, key => store.Put(key, Samples.Log(100)));
        var third = await Samples.ReadAsync(store, second.Checkpoint);

        Assert.Equal(15, first.Records.Count);
        Assert.Empty(second.Records);
        Assert.Equal(added, third.Objects);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    public async Task An_object_that_becomes_visible_late_is_read(int minutesLate)
    {
        var store = StoreWithDays(2);
        store.Now = Noon.AddMinutes(minutesLate);
        var first = await Samples.ReadAsync(store);
        store.Put(Samples.Key(Noon, "multipart"), Samples.Log(50), lastModified: Noon.AddSeconds(1));
        store.Now = store.Now.AddMinutes(5);
        Assert.Equal([Samples.Key(Noon, "multipart")], (await Samples.ReadAsync(store, first.Checkpoint)).Objects);
    }

    [Fact]
    public async Task Logs_directly_under_the_prefix_are_still_read_when_Redshift_folders_appear()
    {
        // The case of a person who first copied logs manually and later had them delivered to the same location.
        var (store, logs) = (new MemoryStore { Now = Noon }, new NumberedLogs());
        var host = new CommittingHost(() => Samples.Connector(store, Limits.Default))
        {
            Config = Samples.Config(",\"prefix\":\"p\""),
        };
        static string Name(DateTimeOffset day) => Samples.Key(day).Split('/')[^1];
        var (flat, flatToo, filed) = ($"p/{Name(Noon.AddDays(-2))}", $"p/{Name(Noon)}", $"p/{Samples.Key(Noon)}");
        store.Put(flat, logs.Gzip(), Noon.AddDays(-2));
        Assert.Equal([flat], (await host.PassAsync()).Objects);

        store.Now = Noon.AddHours(1);
        store.Put(flatToo, logs.Gzip(), Noon.AddMinutes(30));
        store.Put(filed, logs.Gzip(), Noon.AddMinutes(30));
        Assert.Equal([flatToo, filed], (await host.PassAsync()).Objects.Order(StringComparer.Ordinal));
        logs.AssertEachOnce(host.Records);
    }

    [Fact]
    public async Task The_day_of_a_message_is_that_of_the_folder_and_otherwise_that_of_the_object()
    {
        var (store, text) = (new MemoryStore { Now = Noon }, "not a row\n"u8.ToArray());
        var flat = $"p/{Samples.Key(Noon).Split('/')[^1]}";
        store.Put(flat, Samples.Gzip([.. text, .. Samples.Rows(1, 1)]), Noon.AddDays(-400));
        var messages = await Samples
            .Connector(store, Limits.Default)
            .ReadAsync(new ReadRequest { Config = Samples.Config(",\"prefix\":\"p\"") }, new TestHost())
            .ToListAsync();
        var day = DateOnly.FromDateTime(Noon.AddDays(-400).UtcDateTime);
        Assert.Equal(day, Assert.Single(messages.OfType<RejectedLine>()).Day);
        Assert.Equal(day, Assert.Single(messages.OfType<RecordBatch>()).Day);
    }

    [Fact]
    public async Task Objects_with_the_same_second_as_the_last_ones_read_are_read()
    {
        var store = StoreWithDays(2);
        var first = await Samples.ReadAsync(store);
        store.Put(Samples.Key(Noon.AddDays(-2), "aa"), Samples.Log(50), lastModified: Noon.AddHours(-1));
        store.Put(Samples.Key(Noon, "zz"), Samples.Log(60), lastModified: Noon);
        Assert.Equal(2, (await Samples.ReadAsync(store, first.Checkpoint)).Objects.Count());
    }

    [Fact]
    public async Task A_new_version_of_a_key_is_read_and_an_unchanged_version_is_not()
    {
        var store = StoreWithDays(2);
        var first = await Samples.ReadAsync(store);
        store.Put(Samples.Key(Noon), Samples.Log(70), lastModified: Noon);
        var second = await Samples.ReadAsync(store, first.Checkpoint);
        Assert.Equal([Samples.Key(Noon)], second.Objects);
        Assert.Empty((await Samples.ReadAsync(store, second.Checkpoint)).Records);
    }

    [Fact]
    public async Task Objects_are_delivered_in_the_byte_order_of_their_keys()
    {
        var store = StoreWithDays(30);
        store.Put(Samples.Key(Noon, region: "AWSLogs/123456789012/redshift/eu-west-1/"), Samples.Log());
        var read = await Samples.ReadAsync(store);
        Assert.Equal(store.Keys, read.Objects);
    }

    [Fact]
    public async Task A_read_resumed_after_any_message_returns_the_lines_after_the_last_checkpoint()
    {
        var limits = new Limits { CheckpointBytes = 1, BatchBytes = 600 };
        var store = StoreWithDays(4);
        store.Put(Samples.Key(Noon, "bad"), Samples.Gzip("no row\n"u8), Noon.AddHours(-1));
        var whole = await Samples.ReadAsync(store, limits: limits);
        for (var pulled = 1; pulled <= whole.Messages.Count; pulled++)
        {
            var cut = await ReadResult.OfAsync(
                Samples.Connector(store, limits),
                new ReadRequest { Config = Samples.Config() },
                new TestHost(),
                pulled
            );
            var covered = whole
                .Messages.Take(pulled)
                .Select((message, i) => (message, i))
                .LastOrDefault(pair => pair.message is CheckpointReached)
                .i;
            var rest = await Samples.ReadAsync(store, cut.Checkpoint, limits: limits);
            var expected = whole.Messages.Skip(cut.Checkpoint is null ? 0 : covered + 1);
            Assert.Equal(
                expected
                    .OfType<RecordBatch>()
                    .SelectMany(batch =>
                        Enumerable
                            .Range(0, batch.Count)
                            .Select(i => batch.Origin with { Ordinal = batch.Origin.Ordinal + i })
                    ),
                rest.Records.Select(record => record.Origin)
            );
            Assert.Equal(
                expected.OfType<RejectedLine>().Select(line => line.Origin),
                rest.Rejected.Select(line => line.Origin)
            );
        }
    }

    [Fact]
    public async Task Checkpoint_counts_match_the_messages_since_the_previous_checkpoint()
    {
        var store = StoreWithDays(6);
        store.Put(Samples.Key(Noon, "bad"), Samples.Gzip("no row\n"u8), Noon.AddHours(-1));
        store.Put(Samples.Key(Noon, "empty"), [], Noon.AddHours(-1));
        var read = await Samples.ReadAsync(store, limits: new Limits { CheckpointBytes = 700 });
        var (records, rejected, checkpoints) = (0L, 0L, 0);
        foreach (var message in read.Messages)
        {
            records += message is RecordBatch batch ? batch.Count : 0;
            rejected += message is RejectedLine ? 1 : 0;
            if (message is CheckpointReached reached)
            {
                Assert.Equal((records, rejected), (reached.Records, reached.RejectedLines));
                (records, rejected) = (0, 0);
                checkpoints++;
            }
        }

        Assert.True(checkpoints > 3);
        Assert.Equal(8, read.Messages.OfType<CheckpointReached>().Sum(reached => reached.Objects));
    }

    [Fact]
    public async Task A_large_object_resumes_after_the_lines_that_a_checkpoint_covers()
    {
        var limits = new Limits
        {
            WholeObjectBytes = 2_000,
            PieceBytes = 512,
            BatchBytes = 1_000,
            CheckpointBytes = 1,
            LineBytes = 1_000,
        };
        var store = new MemoryStore { Now = Noon };
        store.Put(Samples.Key(Noon), Samples.Log(1, 200), Noon.AddHours(-2));
        var pids = new List<string>();
        Checkpoint? checkpoint = null;
        var runs = 0;
        do
        {
            var cut = await ReadResult.OfAsync(
                Samples.Connector(store, limits),
                new ReadRequest { Config = Samples.Config(), From = checkpoint },
                new TestHost(),
                messages: 3
            );
            var covered = cut.Messages.FindLastIndex(message => message is CheckpointReached);
            pids.AddRange(
                cut.Records.Take(cut.Messages.Take(covered + 1).OfType<RecordBatch>().Sum(batch => batch.Count))
                    .Select(record => record.Json)
            );
            Assert.NotEqual(checkpoint, cut.Checkpoint);
            checkpoint = cut.Checkpoint;
        } while (++runs < 500 && pids.Count < 200);

        Assert.Equal(
            Enumerable.Range(1, 200).Select(pid => $"\"pid\":\"{pid}\""),
            pids.Select(json => json[json.IndexOf("\"pid\"", StringComparison.Ordinal)..].Split(',')[0])
        );
        Assert.True(runs > 20);
    }

    [Fact]
    public async Task Pages_chunks_batches_and_read_ahead_do_not_change_the_output()
    {
        var expected = await Samples.ReadAsync(StoreWithDays(12));
        foreach (
            var (page, chunk, batch, ahead, whole) in new[]
            {
                (1, 1, 1, 1, 300),
                (2, 7, 500, 2, 5_000),
                (7, 100_000, 1 << 20, 50, 700),
                (1000, 3, 400, 3, 1),
            }
        )
        {
            var store = StoreWithDays(12);
            (store.PageSize, store.ChunkSize) = (page, chunk);
            var limits = new Limits
            {
                BatchBytes = batch,
                Requests = ahead,
                WholeObjectBytes = whole,
                PieceBytes = 100,
            };
            Assert.Equal(expected.Records, (await Samples.ReadAsync(store, limits: limits)).Records);
        }
    }

    [Fact]
    public async Task Deleted_replaced_empty_and_archived_objects_are_reported_and_block_no_other()
    {
        var store = StoreWithDays(2);
        store.Put(Samples.Key(Noon, "empty"), [], Noon.AddHours(-1));
        store.Put(Samples.Key(Noon, "frozen"), Samples.Log(), Noon.AddHours(-1), "GLACIER");
        store.Put(Samples.Key(Noon, "instant"), Samples.Log(), Noon.AddHours(-1), "GLACIER_IR");
        store.Put(Samples.Key(Noon, "gone"), Samples.Log(), Noon.AddHours(-1));
        store.OnGet = version =>
        {
            if (version.Key == Samples.Key(Noon, "gone"))
            {
                store.Delete(version.Key);
            }
        };
        var read = await Samples.ReadAsync(store);
        Assert.Equal(
            [SkipReason.Empty, SkipReason.Archived, SkipReason.Gone],
            read.Skipped.Select(skipped => skipped.Reason)
        );
        Assert.Equal(3, read.Objects.Count());
        Assert.Empty((await Samples.ReadAsync(store, read.Checkpoint)).Skipped);
    }

    [Fact]
    public async Task Objects_without_space_for_their_ids_are_reported_as_unread_by_sweeps_and_polls()
    {
        var limits = new Limits { Ids = 40 };
        var store = StoreWithDays(30);
        store.PageSize = 1;
        var host = new TestHost();
        var swept = await PassAsync(null);
        Assert.DoesNotContain(host.Events, reported => reported.Code == "s3.left_for_later");

        store.PageSize = 20;
        for (var i = 0; i < 100; i++)
        {
            store.Put(Samples.Key(Noon, $"c{i:000}"), Samples.Log(100 + (i * 3)), Noon);
        }

        var polled = await PassAsync(swept);
        Assert.DoesNotContain(store.Lists, list => list.Folders);
        Assert.Equal(
            EventLevel.Warning,
            Assert.Single(host.Events, reported => reported.Code == "s3.left_for_later").Level
        );
        host.Events.Clear();
        await PassAsync(polled);
        Assert.Contains(store.Lists, list => list.Folders);
        Assert.Equal(
            EventLevel.Warning,
            Assert.Single(host.Events, reported => reported.Code == "s3.left_for_later").Level
        );

        async Task<Checkpoint?> PassAsync(Checkpoint? from)
        {
            store.Lists.Clear();
            var request = new ReadRequest { Config = Samples.Config(), From = from };
            return (await ReadResult.OfAsync(Samples.Connector(store, limits), request, host)).Checkpoint;
        }
    }

    [Fact]
    public async Task Hundreds_of_objects_that_are_deleted_before_they_are_read_take_two_more_listings()
    {
        var store = StoreWithDays(1);
        var lists = (await CountAsync(delete: false)).Lists;
        var (deleted, skipped) = await CountAsync(delete: true);

        // One when so many objects were not found that the source may be at fault, and one at the end of the page.
        Assert.Equal((lists + 2, 900), (deleted, skipped));

        async Task<(int Lists, int Skipped)> CountAsync(bool delete)
        {
            for (var i = 0; i < 900; i++)
            {
                store.Put(Samples.Key(Noon.AddDays(-3), $"c{i:000}"), Samples.Log(), Noon.AddDays(-3));
            }

            store.Lists.Clear();
            store.OnGet = version =>
            {
                if (delete && version.Key.Contains("_c0", StringComparison.Ordinal))
                {
                    foreach (
                        var key in store
                            .Keys.Where(key =>
                                key.Contains("_c", StringComparison.Ordinal)
                                && !key.Contains("sales", StringComparison.Ordinal)
                            )
                            .ToList()
                    )
                    {
                        store.Delete(key);
                    }
                }
            };
            var read = await Samples.ReadAsync(store);
            return (store.Lists.Count, read.Skipped.Count(skip => skip.Reason == SkipReason.Gone));
        }
    }

    [Fact]
    public async Task A_sweep_that_fails_before_its_first_page_still_starts_at_the_date_of_that_page()
    {
        var store = StoreWithDays(2);
        (store.ProbeOff, store.ClockOff) = (TimeSpan.FromDays(1), TimeSpan.FromDays(1));
        store.OnList = _ => throw Errors.Of(ErrorCode.Unavailable, "The first page failed.");
        var failed = await Samples.ReadAsync(store);
        Assert.Equal("s3.unavailable", failed.Error!.Code);

        (store.ProbeOff, store.ClockOff, store.OnList) = (TimeSpan.Zero, TimeSpan.Zero, _ => { });
        var swept = await Samples.ReadAsync(store, failed.Checkpoint);
        Assert.Equal(2, swept.Objects.Count());

        store.Now = Noon.AddHours(2);
        store.Put(Samples.Key(Noon, "later"), Samples.Log(50), Noon.AddHours(1));
        Assert.Equal([Samples.Key(Noon, "later")], (await Samples.ReadAsync(store, swept.Checkpoint)).Objects);
    }

    [Fact]
    public async Task Folders_that_are_listed_twice_are_refused_and_not_read_twice()
    {
        var store = StoreWithDays(2);
        store.Put(
            "AWSLogs/210987654321/redshift/us-east-1/2024/03/12/"
                + $"{Samples.Key(Noon)[(Samples.Key(Noon).LastIndexOf('/') + 1)..]}",
            Samples.Log(90),
            Noon.AddHours(-2)
        );
        store.PageSize = 1;
        var token = 0;
        ListPage? first = null;
        store.OnPage = (request, page) =>
            request is { Folders: true, Prefix: "AWSLogs/" }
                ? (first ??= page) with
                {
                    IsTruncated = token < 5,
                    NextToken = token < 5 ? $"{++token}" : null,
                }
                : page;
        Assert.Equal("s3.bad_response", (await Samples.ReadAsync(store)).Error!.Code);
    }

    [Fact]
    public async Task After_a_costly_sweep_a_pass_only_polls_and_finds_recent_objects()
    {
        var store = StoreWithDays(40);
        store.PageSize = 1;
        var first = await Samples.ReadAsync(store);
        store.Lists.Clear();
        store.PageSize = 1000;
        store.Now = Noon.AddHours(1);
        store.Put(Samples.Key(Noon, "fresh"), Samples.Log(50));
        store.Put(Samples.Key(Noon.AddYears(-1), "late"), Samples.Log(60));
        var second = await Samples.ReadAsync(store, first.Checkpoint);
        Assert.Equal([Samples.Key(Noon, "fresh")], second.Objects);
        Assert.Equal($"{Samples.Region}2024/03/12/", Assert.Single(store.Lists).Prefix);

        store.Now = Noon.AddHours(25);
        Assert.Equal(
            [Samples.Key(Noon.AddYears(-1), "late")],
            (await Samples.ReadAsync(store, second.Checkpoint)).Objects
        );
    }

    [Fact]
    public async Task While_following_sweeps_are_spaced_and_polls_run_between_them()
    {
        var store = StoreWithDays(3);
        var read = await Samples.ReadAsync(store, following: true);
        store.Lists.Clear();
        for (var minute = 1; minute <= 60; minute++)
        {
            store.Now = Noon.AddMinutes(minute);
            read = await Samples.ReadAsync(store, read.Checkpoint, following: true);
        }

        // Each sweep takes four or five requests, so the sweeps are four or five minutes apart.
        Assert.InRange(store.Lists.Count(list => list.Prefix == Samples.Region), 8, 20);
        Assert.InRange(store.Lists.Count(list => list.Prefix == Samples.Region + "2024/03/12/"), 40, 52);
    }

    [Fact]
    public async Task In_the_first_hours_of_a_day_yesterday_is_polled_too()
    {
        var store = StoreWithDays(40);
        store.PageSize = 1;
        var first = await Samples.ReadAsync(store);
        store.Now = new DateTimeOffset(2024, 3, 13, 5, 0, 0, TimeSpan.Zero);
        store.Put(Samples.Key(Noon, "late"), Samples.Log(50));
        Assert.Equal([Samples.Key(Noon, "late")], (await Samples.ReadAsync(store, first.Checkpoint)).Objects);
    }

    [Fact]
    public async Task Before_the_backfill_time_neither_folders_nor_objects_are_read()
    {
        const string Backfill = ",\"backfill_start_time\":\"2024-03-10\"";
        var store = StoreWithDays(40, copied: true);
        store.Put(Samples.Key(Noon, "old"), Samples.Log(), lastModified: new(2024, 3, 9, 23, 59, 59, TimeSpan.Zero));
        var first = await Samples.ReadAsync(store, extraSettings: Backfill);
        Assert.Equal(
            [
                Samples.Key(Noon.AddDays(-3)),
                Samples.Key(Noon.AddDays(-2)),
                Samples.Key(Noon.AddDays(-1)),
                Samples.Key(Noon),
            ],
            first.Objects
        );
        Assert.Empty((await Samples.ReadAsync(store, first.Checkpoint, Backfill)).Records);
    }

    [Theory]
    [InlineData("2024-03-11", null)]
    [InlineData("2024-03-09", "config.backfill_earlier")]
    [InlineData(null, "config.backfill_earlier")]
    public async Task A_changed_backfill_time_is_ignored_when_later_and_refused_when_earlier(
        string? changed,
        string? code
    )
    {
        var store = StoreWithDays(3);
        var first = await Samples.ReadAsync(store, extraSettings: ",\"backfill_start_time\":\"2024-03-10\"");
        var second = await Samples.ReadAsync(
            store,
            first.Checkpoint,
            changed is null ? "" : $",\"backfill_start_time\":\"{changed}\""
        );
        Assert.Equal(code, second.Error?.Code);
        Assert.Contains(code is null ? "" : "full re-sync", second.Error?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"log_type\":\"userlog\"", "audit-logs")]
    [InlineData(",\"prefix\":\"other\"", "audit-logs")]
    [InlineData("", "other-bucket")]
    public async Task A_checkpoint_of_another_source_is_refused(string settings, string bucket)
    {
        var store = StoreWithDays(2);
        var first = await Samples.ReadAsync(store);
        var second = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = Samples.Config(settings, bucket), From = first.Checkpoint },
            new TestHost()
        );
        Assert.Equal(("checkpoint.other_source", ErrorKind.Checkpoint), (second.Error!.Code, second.Error.Kind));
        Assert.Empty(second.Messages);
    }

    [Fact]
    public async Task Days_are_read_again_without_a_checkpoint()
    {
        var store = StoreWithDays(10);
        var read = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest
            {
                Config = Samples.Config(),
                Days = new DayRange { From = new(2024, 3, 5), To = new(2024, 3, 6) },
            },
            new TestHost()
        );
        Assert.Equal([Samples.Key(Noon.AddDays(-7)), Samples.Key(Noon.AddDays(-6))], read.Objects);
        Assert.DoesNotContain(read.Messages, message => message is CheckpointReached);
    }

    [Fact]
    public async Task If_no_log_exists_the_host_gets_the_searched_names_and_the_other_objects_found()
    {
        var store = new MemoryStore();
        store.Put(Samples.Key(Noon, log: "userlog"), Samples.Log());
        var host = new TestHost();
        var read = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = Samples.Config() },
            host
        );
        Assert.Null(read.Error);
        var message = Assert.Single(host.Events, inputEvent => inputEvent.Code == "s3.no_logs").Message;
        Assert.Contains("*_redshift_*_*_connectionlog_*.gz", message, StringComparison.Ordinal);
        Assert.Contains($"s3://audit-logs/{Samples.Region}", message, StringComparison.Ordinal);
        Assert.Contains("_userlog_", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_keys_that_is_not_the_last_is_continued_by_its_token()
    {
        var store = StoreWithDays(12);
        store.PageSize = 4;
        var pages = 0;
        store.OnPage = (request, page) =>
            request.Folders || request.ContinuationToken is not null
                ? page
                : page with
                {
                    Objects = [],
                    IsTruncated = true,
                    NextToken = new string(' ', ++pages),
                };
        Assert.Equal(36, (await Samples.ReadAsync(store)).Records.Count);
    }

    [Fact]
    public async Task A_poll_that_finds_no_new_object_does_not_report_missing_logs()
    {
        var (store, host) = (StoreWithDays(3), new TestHost());
        var first = await Samples.ReadAsync(store, following: true);
        store.Now = Noon.AddMinutes(1);
        store.Delete(Samples.Key(Noon));
        var second = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest
            {
                Config = Samples.Config(),
                From = first.Checkpoint,
                Following = true,
            },
            host
        );
        Assert.Null(second.Error);
        Assert.DoesNotContain(host.Events, inputEvent => inputEvent.Code == "s3.no_logs");
    }

    [Fact]
    public async Task A_first_sweep_over_many_old_objects_stores_no_id_for_each_of_them()
    {
        var store = new MemoryStore { Now = Noon };
        for (var hour = 1; hour <= 1_500; hour++)
        {
            store.Put(Samples.Key(Noon.AddHours(-hour)), Samples.Log(hour, 1), Noon.AddHours(-hour).AddMinutes(-5));
        }

        var read = await Samples.ReadAsync(store);
        Assert.Equal(1_500, read.Records.Count);
        Assert.All(
            read.Messages.OfType<CheckpointReached>(),
            reached => Assert.InRange(reached.Checkpoint.State.Length, 1, 1_000)
        );
    }

    private static MemoryStore StoreWithDays(int days, bool copied = false)
    {
        var store = new MemoryStore { Now = Noon };
        for (var day = 0; day < days; day++)
        {
            var time = Noon.AddDays(-day);
            store.Put(Samples.Key(time), Samples.Log((day * 10) + 1), copied ? Noon : time.AddMinutes(-30));
        }

        return store;
    }
}
