using InputSdk.S3.Read.Capacity;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The number of concurrent requests to servers that are far away, slow or busy.</summary>
public sealed class RequestPaceTests
{
    [Theory]
    [InlineData(0.03)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void A_distant_server_gets_the_maximum_number_of_requests(double latency) =>
        Assert.Equal(256, new Server(latency, perSecond: 100_000).Run(seconds: 20).AtOnce);

    [Fact]
    public void A_distant_server_reaches_a_thousand_objects_per_second_within_two_seconds() =>
        Assert.InRange(new Server(latency: 0.1, perSecond: 100_000).Run(seconds: 2).LastSecond, 1_000, 3_000);

    [Theory]
    [InlineData(0.001, 2_000)]
    [InlineData(0.1, 100)]
    public void If_more_requests_do_not_raise_the_throughput_few_are_sent(double latency, int perSecond)
    {
        var ran = new Server(latency, perSecond).Run(seconds: 30);
        Assert.InRange(ran.AtOnce, 16, 64);
        Assert.InRange(ran.LastSecond, 0.9 * perSecond, perSecond + 64);
    }

    [Fact]
    public void A_throttling_server_gets_half_as_many_requests_and_not_more_than_it_allows()
    {
        var ran = new Server(latency: 0.1, perSecond: 100_000) { MaxAtOnce = 100 }.Run(seconds: 30);
        Assert.InRange(ran.AtOnce, 16, 128);
        Assert.InRange(ran.Throttled, 1, ran.Ended / 25);
    }

    /// <summary>A server that responds after its latency, to a limited number of requests per second.</summary>
    private sealed class Server(double latency, double perSecond)
    {
        private readonly VirtualTime _time = new();
        private readonly RequestPace _pace = new(Limits.Default, work => work());
        private readonly PriorityQueue<bool, double> _inFlight = new();
        private double _free;

        public int MaxAtOnce { get; init; } = int.MaxValue;

        /// <summary>Requests as many objects as the pace allows. More objects are always available.</summary>
        public (long AtOnce, double LastSecond, int Throttled, int Ended) Run(double seconds)
        {
            var (ended, throttled, all, waiting) = (0, 0, 0, new Queue<QuotaWait>());
            var end = _time.Seconds + seconds;
            while (_time.Seconds < end)
            {
                while (waiting.Count < 10)
                {
                    waiting.Enqueue(_pace.Quota.Take(1) ?? Granted());
                }

                while (waiting.TryPeek(out var wait) && wait.Granted.IsCompleted)
                {
                    waiting.Dequeue();
                    _free = Math.Max(_free, _time.Seconds) + (1 / perSecond);
                    _inFlight.Enqueue(_inFlight.Count >= MaxAtOnce, Math.Max(_time.Seconds + latency, _free));
                    waiting.Enqueue(_pace.Quota.Take(1) ?? Granted());
                }

                _inFlight.TryDequeue(out var isThrottled, out var at);
                _time.Seconds = at;
                ended += at > end - 1 ? 1 : 0;
                throttled += isThrottled ? 1 : 0;
                all++;
                if (isThrottled)
                {
                    _pace.Throttled(_time);
                }

                _pace.Ended(_time);
            }

            return (_pace.Quota.Most, ended, throttled, all);
        }

        private static QuotaWait Granted()
        {
            var wait = new Quota(0, work => work()).Take(1)!;
            wait.GrantBeyondLimit();
            return wait;
        }
    }

    private sealed class VirtualTime : TimeProvider
    {
        public double Seconds { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)(Seconds * TimeSpan.TicksPerSecond);
    }
}
