using InputSdk;

namespace InputHost;

/// <summary>What a read came to, for people.</summary>
internal sealed class ReadTotals
{
    /// <summary>Messages about single objects and lines that are shown; the rest is counted.</summary>
    private const int Shown = 5;

    private readonly SortedDictionary<SkipReason, int> _skipped = [];
    private readonly List<string> _remarks = [];
    private (string Object, string Version) _lastObject;
    private long _bytes;
    private long _listed;
    private RecordNotes _notes;

    public long Records { get; private set; }

    public long RejectedLines { get; private set; }

    /// <summary>Objects that gave records or rejected lines.</summary>
    public long Objects { get; private set; }

    /// <summary>Some objects could not be read and need a person.</summary>
    public bool ObjectsLeft => _skipped.ContainsKey(SkipReason.Parked) || _skipped.ContainsKey(SkipReason.Archived);

    /// <summary>What to show besides the summary line.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    public void Count(InputMessage message, bool showRejects)
    {
        CountObject(message);
        switch (message)
        {
            case RecordBatch batch:
                Records += batch.Count;
                _notes = new RecordNotes
                {
                    InvalidText = _notes.InvalidText + batch.Notes.InvalidText,
                    Repaired = _notes.Repaired + batch.Notes.Repaired,
                    Surplus = _notes.Surplus + batch.Notes.Surplus,
                };
                break;
            case RejectedLine rejected:
                RejectedLines++;
                if (showRejects && RejectedLines <= Shown)
                {
                    _remarks.Add($"rejected: {rejected.Error.Message}");
                }

                break;
            case ObjectSkipped skipped:
                var count = _skipped[skipped.Reason] = _skipped.GetValueOrDefault(skipped.Reason) + 1;
                if (count <= Shown)
                {
                    _remarks.Add($"skipped: {skipped.Message}");
                }

                break;
        }
    }

    public void Count(InputEvent inputEvent)
    {
        _bytes += inputEvent.Counters.GetValueOrDefault("bytes");
        _listed += inputEvent.Counters.GetValueOrDefault("listed");
    }

    public string Progress => $"{Read}, {_listed:N0} listed";

    private string Read =>
        $"{Count(Records, "record")} from {Count(Objects, "object")}{(_bytes == 0 ? "" : $" ({Size(_bytes)})")}";

    public string Summary(TimeSpan elapsed)
    {
        var parts = new List<string> { $"{Read} in {elapsed.TotalSeconds:0.0} s" };
        Add(RejectedLines, count => $"{Count(count, "line")} rejected");
        Add(_notes.Repaired, count => $"{Count(count, "record")} repaired");
        Add(_notes.InvalidText, count => $"{Count(count, "record")} with invalid UTF-8 replaced");
        Add(_notes.Surplus, count => $"{Count(count, "record")} with columns in _extra");
        foreach (var (reason, count) in _skipped)
        {
            parts.Add($"{Count(count, "object")} {reason.ToString().ToLowerInvariant()}");
        }

        return string.Join("; ", parts) + ".";

        void Add(long count, Func<long, string> text)
        {
            if (count > 0)
            {
                parts.Add(text(count));
            }
        }
    }

    /// <summary>Messages come object by object.</summary>
    private void CountObject(InputMessage message)
    {
        RecordOrigin? origin = message switch
        {
            RecordBatch batch => batch.Origin,
            RejectedLine rejected => rejected.Origin,
            _ => null,
        };
        if (origin is { } place && (place.Object, place.Version) != _lastObject)
        {
            _lastObject = (place.Object, place.Version);
            Objects++;
        }
    }

    private static string Count(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    private static string Size(long bytes) =>
        bytes < 1024 ? $"{bytes} B" : bytes < 1024 * 1024 ? $"{bytes / 1024.0:0.0} KiB" : $"{bytes / 1024.0 / 1024:N1} MiB";
}
