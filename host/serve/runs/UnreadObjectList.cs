using InputSdk;

namespace InputHost.Serve;

/// <summary>
/// The parked and archived objects of an input, as they were last reported. There can be 100,000 of them, so only the
/// first 1,000 are kept.
/// </summary>
internal sealed class UnreadObjectList(string input, InputStore store)
{
    private const int MostKept = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Object, string Version), UnreadObject> _objects = store
        .UnreadObjects(input)
        .ToDictionary(unread => (unread.Object, unread.Version));

    private readonly HashSet<(string Object, string Version)> _reported = [];

    public IReadOnlyList<UnreadObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values.OrderBy(unread => unread.Object, StringComparer.Ordinal)];
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

        var unread = UnreadObject.Of(skipped);
        lock (_lock)
        {
            if (_objects.Count < MostKept || _objects.ContainsKey((unread.Object, unread.Version)))
            {
                _objects[(unread.Object, unread.Version)] = unread;
                _reported.Add((unread.Object, unread.Version));
                store.SaveUnreadObject(input, unread);
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

    /// <summary>Removes the objects that a completed run should have tried and did not report again.</summary>
    /// <param name="started">When the run started.</param>
    /// <param name="wasWhole">Whether the run read everything.</param>
    public void EndRun(DateTimeOffset started, bool wasWhole)
    {
        lock (_lock)
        {
            foreach (
                var (key, _) in _objects
                    .Where(unread => (wasWhole || unread.Value.NextTry <= started) && !_reported.Contains(unread.Key))
                    .ToList()
            )
            {
                Remove(key);
            }

            _reported.Clear();
        }
    }

    private void Remove((string Object, string Version) key)
    {
        if (_objects.Remove(key))
        {
            store.DeleteUnreadObject(input, key.Object, key.Version);
        }
    }
}
