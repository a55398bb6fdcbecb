namespace LocalS3;

/// <summary>
/// The entries of folders that were read last, in the order of their names. A listing comes page by
/// page, and reading and sorting a folder of a hundred thousand files for each page would take longer
/// than everything else.
/// </summary>
internal sealed class FolderCache
{
    /// <summary>Smaller ones are read again as fast as they are looked up.</summary>
    private const int FewEntries = 500;

    private const int MaxFolders = 4;

    /// <summary>
    /// A folder changed twice within one tick of the file system's clock has the same time after both
    /// changes. That clock counts here, whatever time clients are told.
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
