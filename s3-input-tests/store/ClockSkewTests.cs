using System.Globalization;
using System.Text;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// A host clock that S3 refuses is corrected once. A response that is not such a refusal corrects nothing.
/// </summary>
[Collection(nameof(AwsEndpoint))]
public sealed class ClockSkewTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly Limits Retrying = new() { RequestRetries = 2 };

    private TimeSpan _ahead;

    private RecordingS3 S3 { get; } = new();

    private int Lists => S3.Requests.Count(request => request.Target.Contains("list-type=2", StringComparison.Ordinal));

    private DateTimeOffset ServerTime => TimeProvider.System.GetUtcNow() + _ahead;

    public Task InitializeAsync()
    {
        AwsEndpoint.Set(S3.Endpoint.ToString());
        (S3.Answer, S3.Time) = (OfStrictClock, () => ServerTime);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        AwsEndpoint.Set(null);
        await S3.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_a_day_off_is_corrected_once(int days)
    {
        _ahead = days * Day;
        using var store = await S3.OpenAsync(limits: Retrying);

        // The listing that explains the denied HEAD is refused once.
        Assert.Equal(2, Lists);
        await ListAsync(store);
        Assert.Equal(3, Lists);
        Assert.InRange(store.Clock - ServerTime, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));

        var before = Lists;
        await ListAsync(store);
        (await store.GetAsync(RecordingS3.Version("a"), CancellationToken.None)).Dispose();
        Assert.Equal((before + 1, 1), (Lists, S3.Requests.Count(request => request.Target == "/audit-logs/a")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_correction_applies_to_later_passes_from_their_start(int days)
    {
        _ahead = days * Day;
        for (var pass = 0; pass < 2; pass++)
        {
            // The SDK keeps its correction, so only the first HEAD is refused.
            using var store = await S3.OpenAsync(limits: Retrying);
            Assert.InRange(store.Clock - ServerTime, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_while_a_bucket_is_read_is_corrected(int days)
    {
        using var store = await S3.OpenAsync(limits: Retrying);
        await ListAsync(store);
        _ahead = days * Day;
        await ListAsync(store);
        Assert.InRange(store.Clock - ServerTime, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
        _ahead = TimeSpan.Zero;
        await ListAsync(store);
        Assert.InRange(store.Clock - ServerTime, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
        Assert.InRange(Lists, 5, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-400)]
    public async Task A_wrong_Date_of_an_accepted_response_changes_no_signature(int days)
    {
        var host = new TestHost();
        S3.Answer = request =>
        {
            var answer =
                request.Method == "HEAD"
                    ? new RawResponse { IsHead = true }
                    : new RawResponse { Body = Encoding.ASCII.GetBytes(Empty) };
            answer.Headers["Date"] = host.Clock.Now.AddDays(days).ToString("R");
            return answer;
        };
        using var store = await S3.OpenAsync(host: host);
        await ListAsync(store);
        await ListAsync(store);
        Assert.Equal((host.Clock.Now, "20240312T120000Z"), (store.Clock, S3.Last.Headers["x-amz-date"]));
    }

    [Fact]
    public async Task A_wrong_time_in_a_refusal_is_corrected_by_the_next_refusal()
    {
        using var store = await S3.OpenAsync(limits: Retrying);
        var isFirst = true;
        S3.Answer = request =>
        {
            _ahead = isFirst ? 10 * Day : TimeSpan.Zero;
            (var refuses, isFirst) = (isFirst, false);
            return refuses ? TooSkewed() : OfStrictClock(request);
        };
        await ListAsync(store);
        Assert.Equal(3, Lists);
        Assert.InRange(store.Clock - ServerTime, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_server_that_accepts_no_time_is_an_error_after_a_few_retries()
    {
        using var store = await S3.OpenAsync(limits: Retrying);
        S3.Answer = _ => TooSkewed();
        Assert.Equal("s3.clock_off", (await Assert.ThrowsAsync<InputException>(() => ListAsync(store))).Error.Code);
        Assert.InRange(Lists, 2, 8);
    }

    private const string Empty =
        "<ListBucketResult><Name>audit-logs</Name><Prefix></Prefix><IsTruncated>false</IsTruncated></ListBucketResult>";

    private static Task<ListPage> ListAsync(AwsObjectStore store) =>
        store.ListAsync(new ListRequest { Prefix = "" }, CancellationToken.None);

    /// <summary>Refuses requests signed more than 15 minutes from the server's time, as S3 does.</summary>
    private RawResponse? OfStrictClock(RawRequest request)
    {
        var signed = DateTimeOffset.ParseExact(
            request.Headers["x-amz-date"],
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        if ((signed - ServerTime).Duration() <= TimeSpan.FromMinutes(15))
        {
            return null;
        }

        return request.Method == "HEAD" ? TooSkewed() with { IsHead = true, Body = [] } : TooSkewed();
    }

    private RawResponse TooSkewed() =>
        new()
        {
            Status = 403,
            Headers = { ["Date"] = ServerTime.ToString("R") },
            Body = Encoding.ASCII.GetBytes(
                "<Error><Code>RequestTimeTooSkewed</Code><Message>No.</Message><ServerTime>"
                    + $"{ServerTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}</ServerTime></Error>"
            ),
        };
}
