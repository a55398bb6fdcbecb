namespace LocalS3;

internal static class BucketNames
{
    /// <summary>
    /// S3's rules for buckets of today. They also keep a name from being anything but one plain name
    /// of a folder.
    /// </summary>
    public static bool IsValid(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);
}
