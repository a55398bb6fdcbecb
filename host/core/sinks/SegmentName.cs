using System.Globalization;

namespace InputHost.Sinks;

/// <summary>The name of a closed segment of an output file: <c>connectionlog-000001.ndjson</c>.</summary>
internal static class SegmentName
{
    private const int MinDigits = 6;

    /// <param name="file">The name of the open file, such as <c>connectionlog.ndjson</c>.</param>
    /// <param name="number">The number of the segment, from 1.</param>
    public static string Of(string file, long number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileNameWithoutExtension(file)}-{number:D6}{Path.GetExtension(file)}"
        );

    /// <returns>The open file and the number of a segment; null if the name is not that of a segment.</returns>
    public static (string File, long Number)? Parse(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var dash = stem.LastIndexOf('-');
        return
            dash > 0
            && stem.Length - dash - 1 >= MinDigits
            && long.TryParse(stem.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && $"{stem[..dash]}{Path.GetExtension(name)}" is var file
            && Of(file, number) == name
            ? (file, number)
            : null;
    }
}
