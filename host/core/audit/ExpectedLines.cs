using System.Runtime.InteropServices;

namespace InputHost.Audit;

/// <summary>
/// The lines that the output must contain, as a multiset of hashes with the object of each. Uses 24 bytes per line and
/// at most a quarter more for growth.
/// </summary>
internal sealed class ExpectedLines
{
    // Hashes are distributed evenly, so each part has about the same number of entries and grows in small steps.
    private const int PartBits = 12;

    private readonly Part[] _parts = new Part[1 << PartBits];
    private bool _sorted;

    public long Count { get; private set; }

    /// <summary>Adds a line. All lines are added before the first one is looked up.</summary>
    /// <param name="hash">The hash of the line.</param>
    /// <param name="owner">The number of its object.</param>
    public void Add(LineHash hash, int owner)
    {
        ref var part = ref _parts[PartOf(hash)];
        part.Add(new Entry { Hash = hash, Owner = owner });
        Count++;
    }

    /// <summary>Counts a line of the output.</summary>
    /// <returns>Whether a line with this hash is expected.</returns>
    public bool Find(LineHash hash)
    {
        Sort();
        var entries = _parts[PartOf(hash)].Entries;
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = entries[middle].Hash.Order(hash) < 0 ? (middle + 1, high) : (low, middle);
        }

        if (low == entries.Length || entries[low].Hash != hash)
        {
            return false;
        }

        // The first entry of a hash counts for all entries of that hash.
        entries[low].Found++;
        return true;
    }

    /// <summary>
    /// The number of missing lines of each object. If several objects contain the same line, its missing copies are
    /// assigned to the objects of which the largest share of other lines is missing, so that an object that was never
    /// read is recognized. The numbers add up to the missing lines.
    /// </summary>
    /// <param name="owners">The number of objects.</param>
    /// <returns>The missing lines by object, and how many lines were found more often than expected.</returns>
    public (long[] Missing, long Surplus) Compare(int owners)
    {
        Sort();
        var (lines, own, surplus) = (new long[owners], new long[owners], 0L);
        foreach (var group in Groups())
        {
            foreach (var entry in group.Span)
            {
                lines[entry.Owner]++;
            }

            surplus += Math.Max(0, group.Span[0].Found - group.Length);
            if (group.Span[0].Owner == group.Span[^1].Owner)
            {
                own[group.Span[0].Owner] += MissingIn(group.Span);
            }
        }

        var missing = (long[])own.Clone();
        foreach (var group in Groups())
        {
            if (group.Span[0].Owner != group.Span[^1].Owner)
            {
                Assign(group.Span, owner => (double)own[owner] / lines[owner], missing);
            }
        }

        return (missing, surplus);
    }

    private static void Assign(ReadOnlySpan<Entry> group, Func<int, double> share, long[] missing)
    {
        var left = MissingIn(group);
        if (left == 0)
        {
            return;
        }

        foreach (var owner in group.ToArray().Select(entry => entry.Owner).OrderByDescending(share).Take((int)left))
        {
            missing[owner]++;
        }
    }

    private static long MissingIn(ReadOnlySpan<Entry> group) => Math.Max(0, group.Length - group[0].Found);

    /// <summary>The entries by hash; those of a group are in the order of their objects.</summary>
    private IEnumerable<ReadOnlyMemory<Entry>> Groups()
    {
        foreach (var part in _parts)
        {
            for (var start = 0; start < part.Count; )
            {
                var end = start + 1;
                while (end < part.Count && part.All[end].Hash == part.All[start].Hash)
                {
                    end++;
                }

                yield return part.All.AsMemory(start, end - start);
                start = end;
            }
        }
    }

    private void Sort()
    {
        if (_sorted)
        {
            return;
        }

        _sorted = true;
        foreach (var part in _parts)
        {
            part.Entries.Sort(
                (one, other) =>
                    one.Hash.Order(other.Hash) is not 0 and var order ? order : one.Owner.CompareTo(other.Owner)
            );
        }
    }

    private static int PartOf(LineHash hash) => (int)(hash.High >> (64 - PartBits));

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public LineHash Hash;
        public int Owner;
        public int Found;
    }

    private struct Part
    {
        private Entry[]? _all;

        public int Count { get; private set; }

        public readonly Entry[] All => _all ?? [];

        public readonly Span<Entry> Entries => All.AsSpan(0, Count);

        public void Add(Entry entry)
        {
            if (Count == All.Length)
            {
                Array.Resize(ref _all, Count + (Count / 4) + 8);
            }

            All[Count++] = entry;
        }
    }
}
