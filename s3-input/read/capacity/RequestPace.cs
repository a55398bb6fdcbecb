namespace InputSdk.S3.Read.Capacity;

/// <summary>
/// Controls how many objects are requested at once. The number grows while more requests increase the objects per
/// second, which is the case as long as most time is spent waiting for S3. It is halved when S3 throttles requests.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="post">Runs an action on another thread.</param>
internal sealed class RequestPace(Limits limits, Action<Action> post)
{
    // A smaller gain is not worth more connections.
    private const double MinGain = 1.1;

    // The number of measurements before the next growth, after a growth without gain and after throttling.
    private const int Pause = 8;
    private const int LongPause = 25;

    private static readonly TimeSpan MinMeasured = TimeSpan.FromMilliseconds(200);

    private readonly Lock _access = new();
    private long _since;
    private int _ended;
    private bool _wasShort;
    private double _rate;
    private long _before;
    private int _pause;
    private bool _wasThrottled;
    private long _sentBefore;

    /// <summary>One for each current object request.</summary>
    public Quota Quota { get; } = new(limits.Requests, post);

    /// <summary>Counts an object that was received, or whose request failed.</summary>
    /// <param name="time">Measures the rate.</param>
    public void Ended(TimeProvider time)
    {
        lock (_access)
        {
            _since = _since == 0 ? time.GetTimestamp() : _since;
            (_ended, _sentBefore) = (_ended + 1, Math.Max(0, _sentBefore - 1));
            _wasShort |= Quota.IsShort;
            if (_ended >= Quota.Most && time.GetElapsedTime(_since) is var elapsed && elapsed >= MinMeasured)
            {
                Quota.Most = Next(_ended / elapsed.TotalSeconds);
                Measure(time);
            }
        }

        Quota.Return(1);
    }

    /// <summary>Halves the number, because S3 throttled a request.</summary>
    public void Throttled(TimeProvider time)
    {
        lock (_access)
        {
            // Current requests were sent before the throttling, and may also be throttled.
            if (_sentBefore == 0)
            {
                Quota.Most = Math.Max(Math.Min(limits.Requests, Quota.Most), Quota.Most / 2);
                (_rate, _before, _pause, _sentBefore, _wasThrottled) = (0, 0, LongPause, Quota.Taken, true);
                Measure(time);
            }
        }
    }

    private void Measure(TimeProvider time) => (_since, _ended, _wasShort) = (time.GetTimestamp(), 0, false);

    /// <param name="rate">The objects per second with the current number.</param>
    private long Next(double rate)
    {
        if (_before > 0 && rate < _rate * MinGain)
        {
            // The last growth had no gain: the network, this machine or the server is the limit.
            var before = _before;
            (_before, _pause) = (0, Pause);
            return before;
        }

        (_rate, _before) = (rate, 0);
        if (!_wasShort || _pause-- > 0)
        {
            return Quota.Most;
        }

        // After throttling, grow slowly, because the limit of S3 is near.
        _before = Quota.Most;
        return Math.Min(
            _wasThrottled ? Quota.Most + limits.Requests : 2 * Quota.Most,
            Math.Max(limits.Requests, limits.MaxRequests)
        );
    }
}
