using InputSdk;

namespace InputHost;

/// <summary>What a read came to, for people.</summary>
internal sealed class ReadTotals
{
    /// <summary>Messages about single objects and lines that are shown; the rest is counted.</summary>
    private const int Shown = 5;

    private readonly SortedDictionary<SkipReason, int> _skipped = [];
    private readonly UnreadObjects _left = new();
    private readonly List<string> _remarks = [];
    private readonly RejectTally _rejects = new();
    private (string Object, string Version) _lastObject;
    private bool _warned;
    private RecordNotes _notes;

    public long Records { get; private set; }

    public long RejectedLines { get; private set; }

    /// <summary>Objects that gave records or rejected lines.</summary>
    public long Objects { get; private set; }

    /// <summary>Bytes of objects that were read, as they lie in the source.</summary>
    public long Bytes { get; private set; }

    /// <summary>Objects that were listed.</summary>
    public long Listed { get; private set; }

    /// <summary>Bytes that they hold.</summary>
    public long ListedBytes { get; private set; }

    /// <summary>Objects could not be read, or something else happened that somebody should look at.</summary>
    public bool NeedsPerson => _left.Parked + _left.Archived > 0 || _warned || _rejects.NeedsPerson;

    /// <summary>What to show besides the summary line.</summary>
    public IEnumerable<string> Remarks => [.. _remarks, .. _rejects.Remarks, .. _left.Remarks];

    /// <summary>What a pass came to that was not told when it happened.</summary>
    public IEnumerable<string> PassRemarks => [.. _left.PassRemarks, .. _rejects.PassRemarks];

    /// <summary>What to say of rejected lines, if they are many.</summary>
    public IEnumerable<string> RejectRemarks => _rejects.NeedsPerson ? _rejects.Remarks : [];

    public void BeginPass()
    {
        _left.BeginPass();
        _rejects.BeginPass();
    }

    /// <returns>A line for someone who watches the read go on and on; mostly null.</returns>
    public string? Count(InputMessage message, bool showRejects)
    {
        CountObject(message);
        _rejects.Count(message);
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
                CountSkipped(skipped);
                return _left.Note(skipped);
        }

        return null;
    }

    public void Count(InputEvent inputEvent)
    {
        Bytes = Sum(Bytes, inputEvent.Counters.GetValueOrDefault("bytes"));
        Listed = Sum(Listed, inputEvent.Counters.GetValueOrDefault("listed"));
        ListedBytes = Sum(ListedBytes, inputEvent.Counters.GetValueOrDefault("listed_bytes"));
        _warned |= inputEvent.Level == EventLevel.Warning;
    }

    public string Progress => $"{Read}, {Listed:N0} listed";

    private string Read =>
        $"{Plural.Count(Records, "record")} from {Plural.Count(Objects, "object")}{(Bytes == 0 ? "" : $" ({Plural.Size(Bytes)})")}";

    public string Summary(TimeSpan elapsed)
    {
        var parts = new List<string> { $"{Read} in {elapsed.TotalSeconds:0.0} s" };
        Add(RejectedLines, count => $"{Plural.Count(count, "line")} rejected");
        Add(_notes.Repaired, count => $"{Plural.Count(count, "record")} repaired");
        Add(_notes.InvalidText, count => $"{Plural.Count(count, "record")} with invalid UTF-8 replaced");
        Add(_notes.Surplus, count => $"{Plural.Count(count, "record")} with columns in _extra");
        foreach (var (reason, count) in _skipped)
        {
            Add(count, count => $"{Plural.Count(count, "object")} {reason.ToString().ToLowerInvariant()}");
        }

        Add(_left.Archived, count => $"{Plural.Count(count, "object")} archived");
        Add(_left.Parked, count => $"{Plural.Count(count, "object")} parked");

        return string.Join("; ", parts) + ".";

        void Add(long count, Func<long, string> text)
        {
            if (count > 0)
            {
                parts.Add(text(count));
            }
        }
    }

    /// <summary>A server or a plugin may name any number; a sum does not become negative by it.</summary>
    private static long Sum(long sum, long more) =>
        more < 0 ? sum
        : sum > long.MaxValue - more ? long.MaxValue
        : sum + more;

    /// <summary>Archived and parked objects are counted apart: they may come again.</summary>
    private void CountSkipped(ObjectSkipped skipped)
    {
        if (skipped.Reason is SkipReason.Archived or SkipReason.Parked)
        {
            return;
        }

        var count = _skipped[skipped.Reason] = _skipped.GetValueOrDefault(skipped.Reason) + 1;
        if (count <= Shown)
        {
            _remarks.Add($"skipped: {skipped.Message}");
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
        if (origin is not { } place)
        {
            return;
        }

        _left.NoteRead(place);
        if ((place.Object, place.Version) != _lastObject)
        {
            _lastObject = (place.Object, place.Version);
            Objects++;
        }
    }
}
