namespace InputSdk.S3;

/// <summary>
/// Divides what is left of a long listing into segments of contiguous day folders, which can be listed at once. Any
/// boundaries are right: the segments together hold every key, wherever it lies. Each takes at most one request more,
/// for its last page is not full.
/// </summary>
/// <param name="days">How day folders are named.</param>
/// <param name="firstDay">Day folders before it are outside the input.</param>
/// <param name="today">The last day that has a folder.</param>
internal sealed class Division(DayFolders days, DateOnly? firstDay, DateOnly today)
{
    /// <summary>A segment has so many pages at least, as far as the days of the pages before it tell.</summary>
    public const int PagesOfSegment = 4;

    private static readonly DateOnly FirstDayOfS3 = new(2006, 1, 1);

    /// <summary>The segments, in key order.</summary>
    /// <param name="rest">What is left.</param>
    /// <param name="page">The keys of the page before it.</param>
    public IReadOnlyList<Segment> Divide(Segment rest, IEnumerable<string> page)
    {
        var listed = rest.Parts == 1 ? [] : page.Select(key => days.FolderOf(rest.Prefix, key)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (listed.Count == 0)
        {
            return [rest];
        }

        var left = FoldersBehind(rest, days.FirstDayOf(listed[0]));
        var parts = Math.Clamp(left.Count / (listed.Count * PagesOfSegment), 1, rest.Parts);
        var boundaries = Enumerable.Range(1, parts - 1).Select(part => (string?)left[part * left.Count / parts]).ToList();
        return boundaries.Prepend(rest.After).Zip(boundaries.Append(rest.Until), (after, until) => new Segment(rest.Prefix, after!) { Until = until }).ToList();
    }

    /// <summary>The folders of the days that may be listed yet. The order of their names need not be that of their days.</summary>
    private List<string> FoldersBehind(Segment rest, DateOnly listed)
    {
        var first = new[] { new DateOnly(listed.Year, 1, 1), FirstDayOfS3, firstDay ?? FirstDayOfS3 }.Max();
        return Enumerable.Range(first.DayNumber, Math.Max(0, today.DayNumber - first.DayNumber + 1))
            .Select(number => days.Of(rest.Prefix, DateOnly.FromDayNumber(number)))
            .Where(folder => KeyOrder.Instance.Compare(folder, rest.After) > 0)
            .Order(KeyOrder.Instance).ToList();
    }
}
