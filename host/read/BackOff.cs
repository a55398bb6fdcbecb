namespace InputHost;

/// <summary>
/// The pause after a passing fault: doubling from 2 s to 15 minutes, half of it by chance, so that
/// many hosts do not come back at the same moment. Never shorter than the source asked for.
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
