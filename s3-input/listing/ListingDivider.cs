using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>
/// Divides the remaining keys of a long listing into segments of contiguous day folders, which are listed in parallel.
/// Every boundary is correct: each key is in exactly one segment. Each segment needs at most one additional request,
/// because its last page is not full.
/// </summary>
/// <param name="days">How day folders are named.</param>
/// <param name="firstDay">Day folders before it are outside the input.</param>
/// <param name="today">The last day that has a folder.</param>
internal sealed class ListingDivider(DayFolders days, DateOnly? firstDay, DateOnly today)
{
    /// <summary>The minimum number of pages of a segment, estimated from the days in the first page.</summary>
    public const int PagesOfSegment = 4;

    private static readonly DateOnly FirstDayOfS3 = new(2006, 1, 1);

    /// <summary>The segments, in key order.</summary>
    /// <param name="rest">The remaining keys.</param>
    /// <param name="page">The keys of the page before it.</param>
    public IReadOnlyList<Segment> Divide(Segment rest, IEnumerable<string> page)
    {
        var listed = page.Select(key => days.FolderOf(rest.Prefix, key))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (rest.Parts == 1 || listed.Count == 0)
        {
            return [rest];
        }

        var folders = FoldersAfter(rest, days.FirstDayOf(listed[0]));
        var parts = Math.Clamp(folders.Count / (listed.Count * PagesOfSegment), 1, rest.Parts);
        var boundaries = Enumerable
            .Range(1, parts - 1)
            .Select(part => (string?)folders[part * folders.Count / parts])
            .ToList();
        var ends = boundaries.Prepend(rest.After).Zip(boundaries.Append(rest.Until));
        return ends.Select(end => new Segment(rest.Prefix, end.First!) { Until = end.Second }).ToList();
    }

    /// <summary>
    /// The day folders that are not listed yet, in key order. Key order can differ from the order of the days.
    /// </summary>
    private List<string> FoldersAfter(Segment rest, DateOnly listed)
    {
        var first = new[] { new DateOnly(listed.Year, 1, 1), FirstDayOfS3, firstDay ?? FirstDayOfS3 }.Max();
        return Enumerable
            .Range(first.DayNumber, Math.Max(0, today.DayNumber - first.DayNumber + 1))
            .Select(number => days.Of(rest.Prefix, DateOnly.FromDayNumber(number)))
            .Where(folder => KeyOrder.Instance.Compare(folder, rest.After) > 0)
            .Order(KeyOrder.Instance)
            .ToList();
    }
}
