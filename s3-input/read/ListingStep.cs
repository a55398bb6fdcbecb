using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>A step of a listing: an object to read, or the end of a page.</summary>
internal sealed record ListingStep
{
    /// <summary>The object; null at the end of a page.</summary>
    public ObjectVersion? Version { get; init; }

    /// <summary>The prefix under which it was listed.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Its id is kept when it is resolved.</summary>
    public bool NeedsId { get; init; }

    /// <summary>The position of the sweep after this step; null if there is no position.</summary>
    public string? Key { get; init; }

    /// <summary>The logs since the previous step, including this one, that are older than the watermark.</summary>
    public ObjectSetDigest Below { get; init; }

    /// <summary>The same for the watermark after the sweep.</summary>
    public ObjectSetDigest Leaves { get; init; }

    /// <summary>This step, including the digests of a previous step that is omitted.</summary>
    public ListingStep After(ListingStep before) =>
        this with
        {
            Below = Below.With(before.Below),
            Leaves = Leaves.With(before.Leaves),
        };
}

/// <summary>A page with only the objects that must be read.</summary>
/// <param name="Steps">The objects in key order, and the end of the page.</param>
/// <param name="Seen">The summary of all objects of the page.</param>
/// <param name="Rest">The remaining segments, in key order.</param>
internal sealed record FilteredPage(IReadOnlyList<ListingStep> Steps, PassSummary Seen, IReadOnlyList<Segment> Rest)
{
    /// <summary>The number of objects to read.</summary>
    public int Wanted => Steps.Count - 1;

    /// <summary>Merges this page with the next one, which has no objects to read.</summary>
    public FilteredPage With(FilteredPage next)
    {
        Seen.Add(next.Seen);
        return this with { Steps = [.. Steps.SkipLast(1), next.Steps[^1].After(Steps[^1])] };
    }
}
