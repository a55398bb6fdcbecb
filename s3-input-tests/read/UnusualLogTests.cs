using System.Text;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Objects that are no logs, or logs that another tool changed.</summary>
public sealed class UnusualLogTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Key = Samples.Key(Noon);

    public static TheoryData<string, byte[]> NoLogs =>
        new()
        {
            {
                "UTF-16",
                Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Samples.Row(1) + "\n")).ToArray()
            },
            {
                "UTF-16 in gzip",
                Samples.Gzip([
                    .. Encoding.BigEndianUnicode.GetPreamble(),
                    .. Encoding.BigEndianUnicode.GetBytes(Samples.Row(1) + "\n"),
                ])
            },
            { "binary data in gzip", Samples.Gzip([.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 7))]) },
            { "three layers of gzip", Samples.Gzip(Samples.Gzip(Samples.Log())) },
        };

    [Theory]
    [MemberData(nameof(NoLogs))]
    public async Task An_object_that_is_not_text_is_parked(string what, byte[] body)
    {
        var read = await ReadAsync(body);
        Assert.Equal((0, 0), (read.Records.Count, read.Rejected.Count));
        Assert.True(read.Skipped.Single().Error!.Code == "object.not_a_log", what);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_order_mark_is_not_part_of_the_first_value(bool isLarge)
    {
        byte[] text = [.. Encoding.UTF8.Preamble, .. Samples.Rows(1, 3)];
        var read = await ReadAsync(
            Samples.Gzip(text),
            isLarge ? new Limits { WholeObjectBytes = 200, PieceBytes = 100 } : null
        );
        Assert.Equal(
            (await ReadAsync(Samples.Log())).Records.Select(record => record.Json),
            read.Records.Select(record => record.Json)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rejected_lines_are_limited_in_each_attempt_and_none_is_repeated(bool isWhole)
    {
        var limits = new Limits
        {
            RejectedLines = 10,
            WholeObjectBytes = isWhole ? 100_000 : 500,
            PieceBytes = 300,
            CheckpointBytes = 1,
        };
        byte[] text =
        [
            .. Samples.Rows(1, 2),
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("no row\n", 25))),
            .. Samples.Rows(3, 2),
        ];
        using var store = new MemoryStore { Now = Noon };
        store.Put(Key, Samples.Gzip(text), Noon.AddDays(-1));
        var host = new CommittingHost(() => Samples.Connector(store, limits));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var read = await host.PassAsync();
            Assert.Equal(attempt < 3 ? 10 : 5, read.Rejected.Count);
            Assert.Equal(attempt < 3 ? ["object.not_a_log"] : [], read.Skipped.Select(skipped => skipped.Error!.Code));
            store.Now = store.Now.AddDays(1);
        }

        Assert.Equal(25, host.Rejected.Count);
        Assert.Equal(4, host.Records.Count);
    }

    [Fact]
    public async Task Objects_whose_names_contain_the_log_type_in_another_form_are_reported()
    {
        using var store = new MemoryStore { Now = Noon };
        store.Put(Key, Samples.Log(), Noon.AddDays(-1));
        store.Put(Key.Replace(".gz", "_copy.gz", StringComparison.Ordinal), Samples.Log(), Noon.AddDays(-1));
        store.Put(Samples.Key(Noon, cluster: "connectionlog-x", log: "userlog"), Samples.Log(), Noon.AddDays(-1));
        var host = new TestHost();
        var read = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = Samples.Config() },
            host
        );
        Assert.Equal(3, read.Records.Count);
        var report = Assert.Single(host.Events, inputEvent => inputEvent.Code == "s3.other_names");
        Assert.Equal((EventLevel.Warning, 1L), (report.Level, report.Counters["objects"]));
        Assert.Contains("_copy.gz", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Impossibly_large_sizes_are_summed_without_an_overflow()
    {
        using var store = new MemoryStore { Now = Noon };
        store.Put(Key, Samples.Log(), Noon.AddDays(-1));
        store.OnPage = (_, page) =>
            page with
            {
                Objects =
                [
                    .. page.Objects,
                    .. page.Objects.Select(version =>
                        version with
                        {
                            Key = version.Key + ".other",
                            Size = long.MaxValue,
                        }
                    ),
                ],
            };
        var host = new TestHost();
        var read = await ReadResult.OfAsync(
            Samples.Connector(store),
            new ReadRequest { Config = Samples.Config() },
            host
        );
        Assert.Equal(3, read.Records.Count);
        Assert.Contains(
            host.Events,
            inputEvent => inputEvent.Code == "s3.page_listed" && inputEvent.Counters["listed_bytes"] == long.MaxValue
        );
    }

    [Fact]
    public async Task A_connection_test_reports_objects_whose_names_contain_the_log_type_in_another_form()
    {
        using var store = new MemoryStore { Now = Noon };
        store.Put(Key, Samples.Log(), Noon.AddDays(-1));
        store.Put(Key.Replace(".gz", "_copy.gz", StringComparison.Ordinal), Samples.Log(), Noon.AddDays(-1));
        var steps = await Samples
            .Connector(store)
            .CheckAsync(Samples.Config(), new TestHost(), CancellationToken.None)
            .ToListAsync();
        Assert.All(steps, step => Assert.Equal(CheckOutcome.Passed, step.Outcome));
        Assert.Contains(steps, step => step.Message.Contains("_copy.gz", StringComparison.Ordinal));
        Assert.EndsWith("3 records, 0 rejected lines.", steps[^1].Message, StringComparison.Ordinal);
    }

    private static async Task<ReadResult> ReadAsync(byte[] body, Limits? limits = null)
    {
        using var store = new MemoryStore { Now = Noon };
        store.Put(Key, body, Noon.AddDays(-1));
        return await Samples.ReadAsync(store, limits: limits);
    }
}
