namespace InputSdk.S3;

/// <summary>Keys that are listed one page after the other.</summary>
/// <param name="Prefix">All of them start with it.</param>
/// <param name="After">All of them are behind it; empty for the first.</param>
internal sealed record Segment(string Prefix, string After = "")
{
    /// <summary>None of them is behind it; null for the last key of the prefix.</summary>
    public string? Until { get; init; }

    /// <summary>The most segments that it may be divided into.</summary>
    public int Parts { get; init; } = 1;
}
