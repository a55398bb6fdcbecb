using System.Net;

namespace InputHost.Serve.Safety;

/// <summary>
/// The wrong tokens of the last minute by client address. At the limit, every token from that address is refused.
/// </summary>
internal sealed class FailedSignIns(TimeProvider time)
{
    public const int MaxAttempts = 10;

    /// <summary>The addresses that are kept. A new one replaces the one with the oldest last wrong token.</summary>
    public const int MaxAddresses = 1000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The times of the wrong tokens, by the monotonic clock.</summary>
    private readonly Dictionary<IPAddress, List<long>> _wrong = [];
    private readonly Lock _lock = new();

    /// <summary>Registers a token.</summary>
    /// <returns>How long the address must wait until a token is checked; null if this one is checked.</returns>
    public TimeSpan? Register(IPAddress address, bool isRight)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var times = _wrong.GetValueOrDefault(address);
            times?.RemoveAll(at => time.GetElapsedTime(at, now) >= Minute);
            if (times?.Count >= MaxAttempts)
            {
                return Minute - time.GetElapsedTime(times[0], now);
            }

            if (!isRight)
            {
                (times ?? Remember(address)).Add(now);
            }

            return null;
        }
    }

    private List<long> Remember(IPAddress address)
    {
        if (_wrong.Count >= MaxAddresses)
        {
            _wrong.Remove(_wrong.MinBy(entry => entry.Value.LastOrDefault()).Key);
        }

        return _wrong[address] = new List<long>(MaxAttempts);
    }
}
