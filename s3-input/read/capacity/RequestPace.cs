namespace InputSdk.S3;

/// <summary>
/// How many objects are requested at once. The number grows while more requests bring more objects a second, which
/// they do as long as most of the time is spent waiting for S3, and is halved when S3 asks to slow down.
/// </summary>
/// <param name="limits">The bounds.</param>
/// <param name="post">Does something on another thread.</param>
internal sealed class RequestPace(Limits limits, Action<Action> post)
{
    // Growth that brings less than this is not worth the connections.
    private const double LeastGain = 1.1;

    // So many measurements pass before growth is tried again where it brought nothing, and where S3 asked to slow down.
    private const int Pause = 8;
    private const int LongPause = 25;

    private static readonly TimeSpan LeastMeasured = TimeSpan.FromMilliseconds(200);

    private readonly Lock _access = new();
    private long _since;
    private int _ended;
    private bool _wasShort;
    private double _rate;
    private long _before;
    private int _pause;
    private bool _wasThrottled;
    private long _sentBefore;

    /// <summary>One for each object that is requested now.</summary>
    public Quota Quota { get; } = new(limits.Requests, post);

    /// <summary>An object was received, or its request failed.</summary>
    /// <param name="time">Measures the rate.</param>
    public void Ended(TimeProvider time)
    {
        lock (_access)
        {
            _since = _since == 0 ? time.GetTimestamp() : _since;
            (_ended, _sentBefore) = (_ended + 1, Math.Max(0, _sentBefore - 1));
            _wasShort |= Quota.IsShort;
            if (_ended >= Quota.Most && time.GetElapsedTime(_since) is var elapsed && elapsed >= LeastMeasured)
            {
                Quota.Most = Next(_ended / elapsed.TotalSeconds);
                Measure(time);
            }
        }

        Quota.Return(1);
    }

    /// <summary>S3 asked to slow down.</summary>
    public void Throttled(TimeProvider time)
    {
        lock (_access)
        {
            // The requests under way were sent before S3 asked, and may be refused as well.
            if (_sentBefore == 0)
            {
                Quota.Most = Math.Max(Math.Min(limits.Requests, Quota.Most), Quota.Most / 2);
                (_rate, _before, _pause, _sentBefore, _wasThrottled) = (0, 0, LongPause, Quota.Taken, true);
                Measure(time);
            }
        }
    }

    private void Measure(TimeProvider time) => (_since, _ended, _wasShort) = (time.GetTimestamp(), 0, false);

    /// <param name="rate">Objects a second with the present number.</param>
    private long Next(double rate)
    {
        if (_before > 0 && rate < _rate * LeastGain)
        {
            // The last growth brought nothing: the network, this machine or the server is the limit.
            var before = _before;
            (_before, _pause) = (0, Pause);
            return before;
        }

        (_rate, _before) = (rate, 0);
        if (!_wasShort || _pause-- > 0)
        {
            return Quota.Most;
        }

        // Slowly once it is known that there is a limit somewhere.
        _before = Quota.Most;
        return Math.Min(
            _wasThrottled ? Quota.Most + limits.Requests : 2 * Quota.Most,
            Math.Max(limits.Requests, limits.MostRequests)
        );
    }
}
