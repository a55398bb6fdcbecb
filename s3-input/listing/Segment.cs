namespace InputSdk.S3.Listing;

/// <summary>A range of keys that is listed sequentially, page by page.</summary>
/// <param name="Prefix">The prefix of all keys.</param>
/// <param name="After">The segment starts after this key; empty to start with the first key.</param>
internal sealed record Segment(string Prefix, string After = "")
{
    /// <summary>The last key of the segment; null for all keys of the prefix.</summary>
    public string? Until { get; init; }

    /// <summary>The maximum number of segments into which this one can be divided.</summary>
    public int Parts { get; init; } = 1;
}
