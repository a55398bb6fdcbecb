using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Bodies that are compressed unusually, damaged, truncated, or far too large.</summary>
public sealed class BodyScenarios : Scenario
{
    private static readonly string Odd = Samples.Key(Noon, "odd");

    // Logstash #101, Java's SDK #7046, PostHog #90036 and others stop after the first member.
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task S17_Every_member_of_a_gzip_file_with_many_members_is_read(int chunk)
    {
        PutDays(3);
        Store.ChunkSize = chunk;
        var members = Enumerable.Range(0, 500).SelectMany(i => i % 50 == 0 ? Samples.EmptyMember : Logs.Gzip(rows: 1));
        Store.Put(Odd, members.ToArray());
        Assert.Equal(490 + 9, (await PassAsync()).Records.Count);
        await AssertEachOnceAsync();
    }

    // .NET's GZipStream accepts it as complete; Logstash marks it done; Filebeat publishes half of it and marks it
    // done.
    [Fact]
    public async Task S18_A_truncated_gzip_yields_no_record_and_is_read_once_after_it_is_delivered_completely()
    {
        PutDays(3);
        var whole = Logs.Gzip(rows: 50);
        Store.Put(Odd, whole[..(whole.Length / 2)]);
        var first = await PassAsync();
        Assert.DoesNotContain(Odd, first.Objects);
        Assert.Equal(
            (Odd, "object.corrupt"),
            (Assert.Single(first.Skipped).Origin.Object, first.Skipped[0].Error!.Code)
        );
        Store.Put(Odd, whole, Noon.AddHours(1));
        Assert.Equal([Odd], (await PassAtAsync(Noon.AddHours(1))).Objects);
        await AssertEachOnceAsync();
    }

    // Logstash #2 was stuck forever; Filebeat gives up after one attempt.
    [Fact]
    public async Task S19_A_flipped_bit_and_a_file_that_is_not_gzip_are_parked_block_no_other_and_are_retried()
    {
        PutDays(3);
        var sound = Logs.Gzip();
        var flipped = sound.ToArray();
        flipped[^6] ^= 1;
        Store.Put(Odd, flipped);
        Store.Put(Samples.Key(Noon, "page"), "<html>Sign in</html>"u8.ToArray());
        var first = await PassAsync();
        Assert.Equal(3, first.Objects.Count());
        Assert.Equal(
            [(Odd, "object.corrupt"), (Samples.Key(Noon, "page"), "object.not_a_log")],
            first.Skipped.Select(skipped => (skipped.Origin.Object, skipped.Error!.Code))
        );

        var retries = 0;
        Store.OnGet = version => retries += version.Key == Odd ? 1 : 0;
        for (var minute = 1; minute <= 180; minute++)
        {
            await PassAtAsync(Noon.AddMinutes(minute), following: true);
        }

        // After 1, 4, 16 and 64 minutes; the next is due after 256. A run that does not follow retries at once.
        Assert.Equal(4, retries);
        await PassAsync();
        Assert.Equal(5, retries);
        Store.OnGet = _ => { };

        // The bit was flipped in transit and not in the bucket.
        Store.OnBody = (version, body) => version.Key == Odd ? new MemoryStream(sound) : body;
        await AssertEachOnceAsync();
    }

    // bindplane PR #458, OTel #42610 #41884: the header or the name is trusted.
    [Fact]
    public async Task S20_Objects_that_are_not_compressed_or_compressed_twice_are_read_by_their_bytes()
    {
        Store.Put(Samples.Key(Noon, "plain"), Logs.Text());
        Store.Put(Samples.Key(Noon, "twice"), Samples.Gzip(Logs.Gzip()));
        PutDays(1);
        var read = await PassAsync();
        Assert.Empty(read.Skipped);
        Assert.Equal(3, read.Objects.Count());
        await AssertEachOnceAsync();
    }

    // fluentd #294 takes 7 GB for 70 MB; OTel keeps every object whole in memory.
    [Fact]
    public async Task S31_A_gzip_bomb_an_endless_line_and_a_large_log_use_no_more_memory_than_a_small_one()
    {
        Limits = new Limits
        {
            WholeObjectBytes = 100_000,
            PieceBytes = 10_000,
            LineBytes = 50_000,
            ExpansionFreeBytes = 1_000_000,
            ExpansionRatio = 100,
            BatchBytes = 10_000,
        };
        PutDays(3);
        Store.Put(Samples.Key(Noon, "bomb"), Samples.Gzip(new byte[50_000_000]));
        Store.Put(Samples.Key(Noon, "lines"), Samples.Gzip(Enumerable.Repeat((byte)'\n', 50_000_000).ToArray()));
        Put(Samples.Key(Noon, "long"), rows: 20_000);
        var (allocated, records) = (GC.GetAllocatedBytesForCurrentThread(), 0);

        // Everything runs on one thread, and only that thread is measured, because other tests run at the same time.
        var lottery = new RandomScheduler(new Random(31));
        IInputConnector connector = Samples.Connector(Store, Limits, new ReadCapacity(cores: 2, Limits, lottery.Post));
        lottery.Run(
            async () =>
            {
                await foreach (
                    var message in connector.ReadAsync(new ReadRequest { Config = Samples.Config() }, new TestHost())
                )
                {
                    records += message is RecordBatch batch ? batch.Count : 0;
                    Assert.InRange((message as RecordBatch)?.Records.Length ?? 0, 0, 20_000);
                }
            },
            isDead: () => false
        );
        Assert.Equal(20_009, records);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 1, 30_000_000);
        var read = await PassAsync();
        Assert.Equal(4, read.Objects.Count());
        Assert.Equal(["object.too_large", "object.too_large"], read.Skipped.Select(skipped => skipped.Error!.Code));
        await AssertEachOnceAsync();
    }
}
