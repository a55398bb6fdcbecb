using InputHost.Read;
using InputHost.Serve.Inputs;
using InputSdk;

namespace InputHost.Serve.Runs;

/// <summary>The unread objects of an input in memory and in the database.</summary>
internal sealed class StoredUnreadObjects
{
    private const int MaxKept = 1_000;

    private readonly string _input;
    private readonly InputStore _store;
    private readonly Lock _lock = new();
    private readonly UnreadObjects _objects = new(MaxKept);
    private readonly HashSet<(string Object, string Version)> _reported = [];

    public StoredUnreadObjects(string input, InputStore store)
    {
        (_input, _store) = (input, store);
        foreach (var unread in store.UnreadObjects(input))
        {
            _objects.TryKeep(unread, out _);
        }
    }

    public IReadOnlyList<UnreadObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.All.OrderBy(unread => unread.Object, StringComparer.Ordinal)];
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
        if (!UnreadObject.Is(skipped))
        {
            NoteRead(skipped.Origin);
            return;
        }

        var unread = UnreadObject.Of(skipped);
        lock (_lock)
        {
            if (_objects.TryKeep(unread, out _))
            {
                _reported.Add(unread.Key);
                _store.SaveUnreadObject(_input, unread);
            }
        }
    }

    public void NoteRead(in RecordOrigin origin)
    {
        lock (_lock)
        {
            if (_objects.Remove(origin))
            {
                var (key, version) = UnreadObject.KeyOf(origin);
                _store.DeleteUnreadObject(_input, key, version);
            }
        }
    }

    /// <summary>Removes the objects that a completed run should have tried and did not report again.</summary>
    /// <param name="started">When the run started.</param>
    /// <param name="isFull">Whether the run read everything.</param>
    public void EndRun(DateTimeOffset started, bool isFull)
    {
        lock (_lock)
        {
            foreach (
                var unread in _objects
                    .All.Where(unread => (isFull || unread.NextTry <= started) && !_reported.Contains(unread.Key))
                    .ToList()
            )
            {
                _objects.Remove(unread.Key);
                _store.DeleteUnreadObject(_input, unread.Object, unread.Version);
            }

            _reported.Clear();
        }
    }
}
