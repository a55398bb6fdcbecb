using InputSdk;

namespace InputHost.Serve;

/// <summary>
/// The objects of an input that are parked or archived, as they were last told of. There may be a hundred
/// thousand, so only some are kept.
/// </summary>
internal sealed class UnreadObjectList(string input, InputStore store)
{
    private const int MostKept = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Object, string Version), UnreadObject> _objects = store
        .UnreadObjects(input)
        .ToDictionary(left => (left.Object, left.Version));

    private readonly HashSet<(string Object, string Version)> _told = [];

    public IReadOnlyList<UnreadObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values.OrderBy(left => left.Object, StringComparer.Ordinal)];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count;
            }
        }
    }

    public void Note(ObjectSkipped skipped)
    {
        if (skipped.Reason is not (SkipReason.Parked or SkipReason.Archived))
        {
            NoteRead(skipped.Origin);
            return;
        }

        var left = UnreadObject.Of(skipped);
        lock (_lock)
        {
            if (_objects.Count < MostKept || _objects.ContainsKey((left.Object, left.Version)))
            {
                _objects[(left.Object, left.Version)] = left;
                _told.Add((left.Object, left.Version));
                store.SaveUnreadObjects(input, left);
            }
        }
    }

    public void NoteRead(in RecordOrigin origin)
    {
        lock (_lock)
        {
            if (_objects.Count > 0)
            {
                Remove((UnreadObject.UriOf(origin), origin.Version));
            }
        }
    }

    /// <summary>A run came to its end: what it should have tried and did not tell of again is left no longer.</summary>
    /// <param name="started">When it began.</param>
    /// <param name="wasWhole">It read everything.</param>
    public void EndRun(DateTimeOffset started, bool wasWhole)
    {
        lock (_lock)
        {
            foreach (
                var (key, _) in _objects
                    .Where(left => (wasWhole || left.Value.NextTry <= started) && !_told.Contains(left.Key))
                    .ToList()
            )
            {
                Remove(key);
            }

            _told.Clear();
        }
    }

    private void Remove((string Object, string Version) key)
    {
        if (_objects.Remove(key))
        {
            store.DeleteUnreadObjects(input, key.Object, key.Version);
        }
    }
}
