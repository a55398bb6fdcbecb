using System.Globalization;
using System.Text.RegularExpressions;

namespace InputHost.Sinks;

/// <summary>When a file of a folder is closed as a segment, and when a segment is deleted.</summary>
internal sealed partial record Rotation
{
    /// <summary>The length in bytes at which a file is closed; null for no limit.</summary>
    public long? Size { get; private init; }

    /// <summary>The period in UTC after which a file is closed, such as a day; null for no limit.</summary>
    public TimeSpan? Period { get; private init; }

    /// <summary>The age at which a segment is deleted; null if segments are kept.</summary>
    public TimeSpan? Retain { get; init; }

    /// <param name="text">A size such as <c>100MB</c>, or a period such as <c>1h</c> or <c>1d</c>.</param>
    /// <returns>Null if the text is neither.</returns>
    public static Rotation? Parse(string text)
    {
        if (ParseAge(text) is { } period)
        {
            return new Rotation { Period = period };
        }

        var match = SizePattern().Match(text);
        return match.Success && Number(match) is { } count
            ? new Rotation
            {
                Size = match.Groups["unit"].Value switch
                {
                    "KB" => count * 1_000,
                    "MB" => count * 1_000_000,
                    _ => count * 1_000_000_000,
                },
            }
            : null;
    }

    /// <param name="text">A number of hours or days, such as <c>12h</c> or <c>90d</c>.</param>
    /// <returns>Null if the text is another one.</returns>
    public static TimeSpan? ParseAge(string text)
    {
        var match = AgePattern().Match(text);
        return match.Success && Number(match) is { } count
            ? match.Groups["unit"].Value == "h"
                ? TimeSpan.FromHours(count)
                : TimeSpan.FromDays(count)
            : null;
    }

    /// <param name="length">The committed length of the file.</param>
    /// <param name="written">When the file was last written, or when its first byte was.</param>
    /// <param name="now">The time.</param>
    public bool IsDue(long length, DateTimeOffset written, DateTimeOffset now) =>
        length > 0
        && (length >= Size || (Period is { } period && now.UtcTicks / period.Ticks > written.UtcTicks / period.Ticks));

    private static long? Number(Match match) =>
        long.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) is var count and > 0 ? count : null;

    [GeneratedRegex(
        "^(?<count>[0-9]{1,5})(?<unit>KB|MB|GB)\\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex SizePattern();

    [GeneratedRegex(
        "^(?<count>[0-9]{1,5})(?<unit>h|d)\\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex AgePattern();
}
