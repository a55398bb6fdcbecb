namespace InputSdk.S3;

/// <summary>Keys that are listed one page after the other.</summary>
/// <param name="Prefix">All of them start with it.</param>
/// <param name="After">All of them come after it in key order; empty to start with the first key.</param>
internal sealed record Segment(string Prefix, string After = "")
{
    /// <summary>The last key of the segment; null for all keys of the prefix.</summary>
    public string? Until { get; init; }

    /// <summary>The maximum number of segments that it can be divided into.</summary>
    public int Parts { get; init; } = 1;
}
