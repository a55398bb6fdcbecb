namespace InputHost.Read;

/// <summary>
/// The pause after a transient error. It doubles from 2 s to 15 minutes, and half of it is random, so that
/// many hosts do not retry at the same time. It is never shorter than the source requested.
/// </summary>
internal sealed class BackOff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

    private int _faults;

    public TimeSpan Next(TimeSpan? retryAfter)
    {
        var full = TimeSpan.FromTicks((long)Math.Min(First.Ticks * Math.Pow(2, _faults++), Most.Ticks));
        var pause = (full / 2) + (full / 2 * random.NextDouble());
        return retryAfter > pause ? retryAfter.Value : pause;
    }

    public void Reset() => _faults = 0;
}
