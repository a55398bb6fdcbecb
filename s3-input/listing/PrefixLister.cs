using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>Lists the keys under prefixes in key order, page by page, and no keys outside these prefixes.</summary>
/// <param name="list">Lists one page.</param>
/// <param name="paging">Determines the last page of a listing and the order of keys.</param>
/// <param name="days">How day folders are named.</param>
/// <param name="firstDay">Day folders before it are outside the input.</param>
/// <param name="today">The current day by the clock of S3.</param>
internal sealed class PrefixLister(
    Func<ListRequest, CancellationToken, Task<ListPage>> list,
    Paging paging,
    DayFolders days,
    DateOnly? firstDay,
    DateOnly today
)
{
    // The last Unicode code point. It sorts after all keys that occur in a folder.
    private const string AfterAll = "\U0010FFFF";

    private readonly ListingDivider _division = new(days, firstDay, today);

    /// <summary>All keys after the position, a segment for each prefix.</summary>
    /// <param name="prefixes">The prefixes in key order.</param>
    /// <param name="position">The position.</param>
    public IReadOnlyList<Segment> SegmentsAfter(IReadOnlyCollection<string> prefixes, string position) =>
        (
            from prefix in prefixes
            where !IsBefore(prefix, position)
            select new Segment(prefix, paging.Keys.Compare(position, prefix) >= 0 ? position : "")
            {
                Parts = Math.Max(1, Limits.ListRequests / prefixes.Count),
            }
        ).ToList();

    /// <summary>The first page of a segment, and its remaining keys.</summary>
    public async Task<ListedPage> PageAsync(Segment segment, CancellationToken cancellationToken)
    {
        var request = new ListRequest { Prefix = segment.Prefix, StartAfter = segment.After };
        var tokens = new PageTokens();
        while (true)
        {
            var page = await list(request, cancellationToken);
            if (paging.IsLastPage(page) || page.Objects.Count > 0)
            {
                return PageOf(segment, page);
            }

            // A token may expire, so it is used only if the page contains no key to continue after.
            request = request with
            {
                ContinuationToken = tokens.Next(page),
            };
        }
    }

    private ListedPage PageOf(Segment segment, ListPage page)
    {
        var last = Paging.LastKeyOf(page, segment.After);
        var objects = page.Objects.Where(version => !IsOutside(segment, version.Key)).ToList();
        if (IsEnd(segment, last))
        {
            return new ListedPage(segment.Prefix, objects, segment.Until!, []);
        }

        var after =
            firstDay is { } day && days.FolderBefore(segment.Prefix, last, day) is { } folder
                ? folder + AfterAll
                : last;
        IReadOnlyList<Segment> rest =
            paging.IsLastPage(page) || IsEnd(segment, after)
                ? []
                : _division.Divide(segment with { After = after }, objects.Select(version => version.Key));
        return new ListedPage(segment.Prefix, objects, last, rest);
    }

    private bool IsEnd(Segment segment, string key) =>
        segment.Until is { } until && paging.Keys.Compare(key, until) >= 0;

    private bool IsOutside(Segment segment, string key) =>
        (segment.Until is { } until && paging.Keys.Compare(key, until) > 0)
        || (firstDay is { } day && days.FolderBefore(segment.Prefix, key, day) is not null);

    /// <summary>Whether all keys of the prefix are before the position.</summary>
    private bool IsBefore(string prefix, string position) =>
        paging.Keys.Compare(prefix, position) < 0 && !position.StartsWith(prefix, StringComparison.Ordinal);
}

/// <summary>A listed page, and the segments that remain to be listed.</summary>
/// <param name="Prefix">The prefix that was listed.</param>
/// <param name="Objects">The objects within the segment and the input.</param>
/// <param name="LastKey">Every key of the segment up to this one was listed, whether within the input or not.</param>
/// <param name="Rest">The remaining segments, in key order.</param>
internal sealed record ListedPage(
    string Prefix,
    IReadOnlyList<ObjectVersion> Objects,
    string LastKey,
    IReadOnlyList<Segment> Rest
);
