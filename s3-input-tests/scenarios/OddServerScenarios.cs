using InputSdk.S3.Read.Capacity;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>Servers whose bodies stall, whose times are rounded and whose ETags are not checksums.</summary>
[Collection(nameof(AwsEndpoint))]
public sealed class OddServerScenarios
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly NumberedLogs _logs = new();
    private readonly StallHost _stalling = new();
    private readonly CommittingHost _host;

    // One object at a time, so that only the tested object stalls.
    private static readonly Limits OneAtATime = new() { RequestRetries = 0, Requests = 1 };

    public OddServerScenarios() =>
        _host = new CommittingHost(() =>
            new RedshiftAuditLogs
            {
                EngineLimits = OneAtATime,
                Capacity = new ReadCapacity(cores: 1, OneAtATime, ReadCapacity.ToPool),
            }
        )
        {
            Host = _stalling,
        };

    // Filebeat #15502, aws-sdk-net #1473 #1870: the SDK waits forever; a truncated body is accepted as complete.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S25_A_body_that_stalls_or_breaks_is_aborted_and_read_completely_later(bool stalls)
    {
        await using var s3 = new OddS3();
        var failing = Samples.Key(Noon.AddDays(-1));
        PutDays(s3, 3);
        var failures = 0;
        s3.OnGet = (version, answer) =>
        {
            _stalling.Clock.IsElapsing = false;
            return version.Key != failing
                ? answer
                : answer with
                {
                    BytesSent = answer.Body.Length / (++failures * 2),
                    OnStalled = stalls ? () => _stalling.Clock.IsElapsing = true : null,
                };
        };
        var first = await _host.PassAsync();
        Assert.Null(first.Error);
        Assert.Equal(
            (failing, "object.body_failed"),
            (Assert.Single(first.Skipped).Origin.Object, first.Skipped[0].Error!.Code)
        );
        Assert.Equal((2, 2), (first.Objects.Count(), failures));

        _stalling.Clock.IsElapsing = false;
        s3.OnGet = (_, answer) => answer;
        s3.Store.Now = Noon.AddMinutes(2);
        Assert.Equal([failing], (await _host.PassAsync()).Objects);
        await AssertEachOnceAsync(s3);
    }

    // Logstash #236 #240 compared the milliseconds of LIST with the seconds of HEAD.
    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'")]
    public async Task S29_Listing_times_more_precise_than_object_times_are_compared_with_listing_times_only(
        string format
    )
    {
        await using var s3 = new OddS3 { TimeFormat = format };
        PutDays(s3, 3);
        Assert.Equal(3, (await _host.PassAsync()).Objects.Count());
        s3.Store.Put(Samples.Key(Noon, "same-second"), _logs.Gzip(), Noon.AddMinutes(-30).AddMilliseconds(789));
        Assert.Single((await _host.PassAsync()).Objects);
        Assert.Empty((await _host.PassAsync()).Objects);
        await AssertEachOnceAsync(s3);
    }

    // The AWS SDK treats every ETag as an MD5 hash (versitygw#1380); moto#1219 #2339 return none.
    [Theory]
    [InlineData("\"not-an-md5\"")]
    [InlineData("\"zz\"")]
    [InlineData("\"0123456789abcdef0123456789abcdef\"")]
    [InlineData("W/\"weak\"")]
    [InlineData(null)]
    public async Task S30_Objects_are_read_once_with_any_kind_of_ETag(string? etag)
    {
        await using var s3 = new OddS3 { ETag = _ => etag };
        PutDays(s3, 3);
        var first = await _host.PassAsync();
        Assert.Null(first.Error);
        Assert.Equal(3, first.Objects.Count());
        Assert.Empty((await _host.PassAsync()).Objects);

        // The overwritten object differs at least in its time.
        s3.Store.Now = Noon.AddMinutes(1);
        s3.Store.Put(Samples.Key(Noon), _logs.Gzip());
        Assert.Single((await _host.PassAsync()).Objects);
        await AssertEachOnceAsync(s3);
    }

    private void PutDays(OddS3 s3, int days)
    {
        s3.Store.Now = Noon;
        for (var day = 0; day < days; day++)
        {
            s3.Store.Put(
                Samples.Key(Noon.AddDays(-day)),
                _logs.Gzip(),
                Noon.AddDays(-day).AddMinutes(-30).AddMilliseconds(123)
            );
        }
    }

    private async Task AssertEachOnceAsync(OddS3 s3)
    {
        foreach (var hours in new[] { 3, 30 })
        {
            s3.Store.Now += TimeSpan.FromHours(hours);
            Assert.Null((await _host.PassAsync()).Error);
        }

        _logs.AssertEachOnce(_host.Records);
    }

    private sealed class StallHost : IInputHost
    {
        public StallClock Clock { get; } = new(Limits.Default.BodyIdleTimeout);

        public TimeProvider Time => Clock;

        public string TenantId => "";

        public void Report(InputEvent inputEvent) { }
    }
}
