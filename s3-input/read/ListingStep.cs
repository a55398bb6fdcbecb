namespace InputSdk.S3;

/// <summary>A step along a listing: an object that is wanted, or the end of a page.</summary>
internal sealed record ListingStep
{
    /// <summary>The object; null at the end of a page.</summary>
    public ObjectVersion? Version { get; init; }

    /// <summary>The prefix under which it was listed.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>An id is kept of it once it is resolved.</summary>
    public bool NeedsId { get; init; }

    /// <summary>The key up to which the sweep has come once this is done; null where no position moves.</summary>
    public string? Key { get; init; }

    /// <summary>The logs since the step before, this one included, that are older than the watermark.</summary>
    public ObjectSetDigest Below { get; init; }

    /// <summary>The same of the watermark that the sweep will leave.</summary>
    public ObjectSetDigest Leaves { get; init; }

    /// <summary>This step, after one that is left out.</summary>
    public ListingStep After(ListingStep before) =>
        this with
        {
            Below = Below.With(before.Below),
            Leaves = Leaves.With(before.Leaves),
        };
}

/// <summary>A page of which only the objects remain that are wanted.</summary>
/// <param name="Steps">The objects in key order, and the end of the page.</param>
/// <param name="Seen">What the page held.</param>
/// <param name="Rest">The remaining segments, in key order.</param>
internal sealed record FilteredPage(IReadOnlyList<ListingStep> Steps, PassSummary Seen, IReadOnlyList<Segment> Rest)
{
    /// <summary>Objects that are wanted.</summary>
    public int Wanted => Steps.Count - 1;

    /// <summary>This page and the next one as one; nothing is wanted of the next one.</summary>
    public FilteredPage With(FilteredPage next)
    {
        Seen.Add(next.Seen);
        return this with { Steps = [.. Steps.SkipLast(1), next.Steps[^1].After(Steps[^1])] };
    }
}
