namespace LocalS3;

internal static class BucketNames
{
    /// <summary>
    /// Whether a name follows S3's current rules for bucket names. A valid name is also always a single, safe folder
    /// name.
    /// </summary>
    public static bool IsValid(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);
}
