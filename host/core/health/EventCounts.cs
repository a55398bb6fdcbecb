using InputSdk;

namespace InputHost.Health;

/// <summary>
/// Counts the events of a connector by code. Thread-safe. A connector chooses the codes, so their number is limited.
/// </summary>
internal sealed class EventCounts
{
    private const int MaxCodes = 64;
    private const string Other = "other";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(InputEvent inputEvent)
    {
        lock (_lock)
        {
            var code = _counts.ContainsKey(inputEvent.Code) || _counts.Count < MaxCodes - 1 ? inputEvent.Code : Other;
            _counts[code] = _counts.GetValueOrDefault(code) + 1;
        }
    }

    public IReadOnlyDictionary<string, long> ToDictionary()
    {
        lock (_lock)
        {
            return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
        }
    }
}
