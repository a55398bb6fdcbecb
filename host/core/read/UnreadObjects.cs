using InputSdk;

namespace InputHost.Read;

/// <summary>
/// A set of unread objects by version, as they were last reported. There can be hundreds of thousands, so only the
/// first ones are kept.
/// </summary>
internal sealed class UnreadObjects(int maxKept)
{
    private readonly Dictionary<(string Object, string Version), UnreadObject> _objects = [];

    public int Count => _objects.Count;

    /// <summary>The objects, in no order.</summary>
    public IEnumerable<UnreadObject> All => _objects.Values;

    /// <summary>Adds an object, or replaces what was reported before about this version of it.</summary>
    /// <param name="unread">What is reported now.</param>
    /// <param name="before">What was reported before; null if the object is not in the set.</param>
    /// <returns>False if the object is not in the set and the set is full.</returns>
    public bool TryKeep(UnreadObject unread, out UnreadObject? before)
    {
        var isKept = _objects.TryGetValue(unread.Key, out before) || _objects.Count < maxKept;
        if (isKept)
        {
            _objects[unread.Key] = unread;
        }

        return isKept;
    }

    /// <summary>Removes an object that was read. If a later part of it fails, it is reported again.</summary>
    /// <returns>Whether the object was in the set.</returns>
    public bool Remove(in RecordOrigin origin) => _objects.Count > 0 && Remove(UnreadObject.KeyOf(origin));

    public bool Remove((string Object, string Version) key) => _objects.Remove(key);
}
