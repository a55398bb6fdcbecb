using System.Text;

namespace LocalS3;

/// <summary>
/// Walks the files of a bucket in key order. Reads only folders that can contain a key with the given prefix that
/// sorts after a given key.
/// </summary>
/// <param name="served">The served folder.</param>
/// <param name="prefix">The prefix of the keys.</param>
/// <param name="after">The key after which the walk starts.</param>
/// <param name="foldersAsOne">
/// Whether to return a folder below the prefix as one entry, if it contains a file, instead of its files.
/// </param>
internal sealed class KeyEnumerator(ServedFolder served, string prefix, string after, bool foldersAsOne)
{
    public const int MaxKeyBytes = 1024;

    /// <summary>The entries, named by full keys. The name of a folder ends with <c>/</c>.</summary>
    public IEnumerable<DiskEntry> Keys(string bucket) => Keys(bucket, "");

    private IEnumerable<DiskEntry> Keys(string folder, string folderKey)
    {
        foreach (var entry in Sorted(folder, folderKey))
        {
            if (!entry.IsFolder)
            {
                CheckLength(entry);
                yield return entry with
                {
                    Path = served.ResolveLink(entry.Path),
                };
            }
            else if (IsOne(entry.Name))
            {
                if (HoldsFile(entry.Path))
                {
                    CheckLength(entry);
                    yield return entry;
                }
            }
            else
            {
                foreach (var below in Keys(served.ResolveLink(entry.Path), entry.Name))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>
    /// The relevant entries of a folder, named by full keys. The key "a/" sorts before all keys in the folder "a".
    /// </summary>
    private IEnumerable<DiskEntry> Sorted(string folder, string folderKey)
    {
        var entries = served.Sorted(folder);
        DiskEntry? before = null;
        for (var at = First(entries, folderKey); at < entries.Count; at++)
        {
            var entry = entries[at] with { Name = folderKey + entries[at].Name };
            if (!(entry.IsFolder ? Reaches(entry.Name) : IsWanted(entry.Name)))
            {
                continue;
            }

            if (before is { } other && other.Name == entry.Name && other.IsFolder == entry.IsFolder)
            {
                throw Errors.CannotServe(
                    served.DisplayPath(entry.Path),
                    $"its name and that of '{served.DisplayPath(other.Path)}' decode to the same key"
                );
            }

            before = entry;
            yield return entry;
        }
    }

    /// <summary>
    /// The index of the first relevant entry. Entries before the start key are irrelevant, except the folder that
    /// contains it.
    /// </summary>
    private int First(IReadOnlyList<DiskEntry> entries, string folderKey)
    {
        if (!after.StartsWith(folderKey, StringComparison.Ordinal))
        {
            return 0;
        }

        var name = after[folderKey.Length..];
        name = name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)] is { Length: > 0 } folder ? folder : name;
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.IsAfter(name, entries[middle].Name) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private bool IsWanted(string key) =>
        key.StartsWith(prefix, StringComparison.Ordinal) && KeyOrder.IsAfter(key, after);

    private bool Reaches(string folderKey) =>
        IsOne(folderKey)
            ? KeyOrder.IsAfter(folderKey, after)
            : (
                folderKey.StartsWith(prefix, StringComparison.Ordinal)
                || prefix.StartsWith(folderKey, StringComparison.Ordinal)
            ) && (KeyOrder.IsAfter(folderKey, after) || after.StartsWith(folderKey, StringComparison.Ordinal));

    private bool IsOne(string folderKey) =>
        foldersAsOne && folderKey.Length > prefix.Length && folderKey.StartsWith(prefix, StringComparison.Ordinal);

    private bool HoldsFile(string folder)
    {
        var folders = new List<string>();
        foreach (var entry in served.Read(served.ResolveLink(folder)))
        {
            if (!entry.IsFolder)
            {
                return true;
            }

            folders.Add(entry.Path);
        }

        return folders.Exists(HoldsFile);
    }

    private void CheckLength(DiskEntry entry)
    {
        if (Encoding.UTF8.GetByteCount(entry.Name) > MaxKeyBytes)
        {
            throw Errors.CannotServe(served.DisplayPath(entry.Path), $"a key can have at most {MaxKeyBytes} bytes");
        }
    }
}
