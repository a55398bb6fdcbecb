using InputSdk;

namespace InputHost.Read;

/// <summary>The totals of a run, and the remarks to show to the user.</summary>
internal sealed class ReadTotals
{
    /// <summary>The number of messages about single objects and lines that are shown; the others are counted.</summary>
    private const int Shown = 5;

    private readonly SortedDictionary<SkipReason, int> _skipped = [];
    private readonly UnreadReport _unread = new();
    private readonly List<string> _remarks = [];
    private readonly RejectTally _rejects = new();
    private (string Object, string Version) _lastObject;
    private bool _warned;
    private RecordNotes _notes;

    public long Records { get; private set; }

    public long RejectedLines { get; private set; }

    /// <summary>The number of objects with records or rejected lines.</summary>
    public long Objects { get; private set; }

    /// <summary>The bytes read from objects, as stored in the source (before decompression).</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of listed objects.</summary>
    public long Listed { get; private set; }

    /// <summary>The total size of the listed objects.</summary>
    public long ListedBytes { get; private set; }

    /// <summary>The number of parked and archived objects.</summary>
    public long Unread => _unread.Parked + _unread.Archived;

    /// <summary>Objects are unread, there was a warning, or too many lines were rejected.</summary>
    public bool NeedsAttention => Unread > 0 || _warned || _rejects.NeedsAttention;

    /// <summary>The lines to show in addition to the summary line.</summary>
    public IEnumerable<string> Remarks => [.. _remarks, .. _rejects.Remarks, .. _unread.Remarks];

    /// <summary>The lines to show at the end of a pass, for what was not reported when it happened.</summary>
    public IEnumerable<string> PassRemarks => [.. _unread.PassRemarks, .. _rejects.PassRemarks];

    /// <summary>The lines to show about rejected lines, if too many lines were rejected.</summary>
    public IEnumerable<string> RejectRemarks => _rejects.NeedsAttention ? _rejects.Remarks : [];

    public void BeginPass()
    {
        _unread.BeginPass();
        _rejects.BeginPass();
    }

    /// <returns>A line to show at once in a continuous run; usually null.</returns>
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
                    UnreadableTime = _notes.UnreadableTime + batch.Notes.UnreadableTime,
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
                return _unread.Note(skipped);
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
        $"{Plural.Count(Records, "record")} from {Plural.Count(Objects, "object")}"
        + (Bytes == 0 ? "" : $" ({Plural.Size(Bytes)})");

    public string Summary(TimeSpan elapsed)
    {
        var parts = new List<string> { $"{Read} in {elapsed.TotalSeconds:0.0} s" };
        Add(RejectedLines, count => $"{Plural.Count(count, "line")} rejected");
        Add(_notes.Repaired, count => $"{Plural.Count(count, "record")} repaired");
        Add(_notes.InvalidText, count => $"{Plural.Count(count, "record")} with invalid UTF-8 replaced");
        Add(_notes.Surplus, count => $"{Plural.Count(count, "record")} with columns in _extra");
        Add(_notes.UnreadableTime, count => $"{Plural.Count(count, "record")} without a readable time");
        foreach (var (reason, count) in _skipped)
        {
            Add(count, count => $"{Plural.Count(count, "object")} {reason.ToString().ToLowerInvariant()}");
        }

        Add(_unread.Archived, count => $"{Plural.Count(count, "object")} archived");
        Add(_unread.Parked, count => $"{Plural.Count(count, "object")} parked");

        return string.Join("; ", parts) + ".";

        void Add(long count, Func<long, string> text)
        {
            if (count > 0)
            {
                parts.Add(text(count));
            }
        }
    }

    /// <summary>Adds a number of a server or plugin, which can be any number. The sum cannot overflow.</summary>
    private static long Sum(long sum, long more) =>
        more < 0 ? sum
        : sum > long.MaxValue - more ? long.MaxValue
        : sum + more;

    /// <summary>Archived and parked objects are counted separately, because they can be reported again.</summary>
    private void CountSkipped(ObjectSkipped skipped)
    {
        if (UnreadObject.Is(skipped))
        {
            return;
        }

        var count = _skipped[skipped.Reason] = _skipped.GetValueOrDefault(skipped.Reason) + 1;
        if (count <= Shown)
        {
            _remarks.Add($"skipped: {skipped.Message}");
        }
    }

    /// <summary>The messages of one object are consecutive.</summary>
    private void CountObject(InputMessage message)
    {
        RecordOrigin? origin = message switch
        {
            RecordBatch batch => batch.Origin,
            RejectedLine rejected => rejected.Origin,
            _ => null,
        };
        if (origin is not { } current)
        {
            return;
        }

        _unread.NoteRead(current);
        if ((current.Object, current.Version) != _lastObject)
        {
            _lastObject = (current.Object, current.Version);
            Objects++;
        }
    }
}
