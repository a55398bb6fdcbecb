namespace LocalS3;

/// <summary>
/// Caches the sorted entries of the folders that were read last. Without the cache, a listing would read and sort
/// a folder of 100,000 files again for each page, which would take most of the time.
/// </summary>
internal sealed class FolderCache
{
    /// <summary>Smaller folders are not cached: reading them is as fast as a lookup.</summary>
    private const int FewEntries = 500;

    private const int MaxFolders = 4;

    /// <summary>
    /// A folder that changes twice within one tick of the file system's clock has the same time after both changes.
    /// The system clock is used here, not the clock that clients see.
    /// </summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2);

    private readonly Lock access = new();
    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public IReadOnlyList<DiskEntry> Sorted(string folder, Func<string, IEnumerable<DiskEntry>> read)
    {
        var modified = Directory.GetLastWriteTimeUtc(folder);
        lock (access)
        {
            if (known.TryGetValue(folder, out var found) && found.Modified == modified)
            {
                return found.Entries;
            }
        }

        var entries = read(folder).ToList();
        entries.Sort(
            (a, b) =>
                KeyOrder.Instance.Compare(a.Name, b.Name) is not 0 and var order
                    ? order
                    : a.IsFolder.CompareTo(b.IsFolder)
        );
        if (entries.Count > FewEntries && TimeProvider.System.GetUtcNow().UtcDateTime - modified > Still)
        {
            Remember(folder, new Known(modified, entries));
        }

        return entries;
    }

    private void Remember(string folder, Known entries)
    {
        lock (access)
        {
            if (!known.ContainsKey(folder))
            {
                order.Enqueue(folder);
            }

            known[folder] = entries;
            if (known.Count > MaxFolders)
            {
                known.Remove(order.Dequeue());
            }
        }
    }

    private sealed record Known(DateTime Modified, IReadOnlyList<DiskEntry> Entries);
}
