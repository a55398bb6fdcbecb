using System.Text.RegularExpressions;

namespace InputSdk.S3;

/// <summary>
/// How a source files its objects below the configured prefix: fixed levels of folders, then one
/// folder a day. The folders above the days are the roots of the input.
/// </summary>
public sealed record KeyLayout
{
    /// <summary>The levels above the day folders, such as <c>AWSLogs/{account}/redshift/{region}</c>.</summary>
    /// <exception cref="ArgumentException">There is no level.</exception>
    public required IReadOnlyList<FolderLevel> Levels
    {
        get;
        init =>
            field =
                value.Count > 0
                    ? value
                    : throw new ArgumentException(
                        "A layout has at least one level of folders above its day folders.",
                        nameof(value)
                    );
    }

    /// <summary>The day folder as a .NET date format, its levels parted by <c>/</c>.</summary>
    /// <exception cref="ArgumentException">It lacks the year, the month or the day, as keys without day folders do.</exception>
    public required string DayFolder
    {
        get;
        init =>
            field =
                value.Contains('y') && value.Contains('M') && value.Contains('d')
                    ? value
                    : throw new ArgumentException(
                        $"A day folder names year, month and day, such as yyyy/MM/dd, not \"{value}\".",
                        nameof(value)
                    );
    }

    /// <summary>The levels as people write them.</summary>
    public override string ToString() => string.Join('/', Levels) + "/";
}

/// <summary>One level of folders: always the same name, or any name of a form.</summary>
public sealed record FolderLevel
{
    /// <summary>The name, or a word for it in braces when it varies.</summary>
    public required string Name { get; init; }

    /// <summary>What a varying name looks like, as an anchored regular expression.</summary>
    public string? Pattern { get; init; }

    internal bool Matches(string folder) =>
        Pattern is null
            ? folder == Name
            : Regex.IsMatch(folder, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
