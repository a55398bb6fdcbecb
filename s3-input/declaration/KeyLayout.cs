using System.Text.RegularExpressions;

namespace InputSdk.S3;

/// <summary>
/// The folders below the configured prefix in which a source writes its objects: fixed levels of folders, then one
/// folder for each day. The folders that contain the day folders are the roots of the input.
/// </summary>
public sealed record KeyLayout
{
    /// <summary>The levels above the day folders, such as <c>AWSLogs/{account}/redshift/{region}</c>.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public required IReadOnlyList<FolderLevel> Levels
    {
        get;
        init =>
            field =
                value.Count > 0
                    ? value
                    : throw new ArgumentException(
                        "A layout must have at least one level of folders above its day folders.",
                        nameof(value)
                    );
    }

    /// <summary>The day folder as a .NET date format, with <c>/</c> between its levels.</summary>
    /// <exception cref="ArgumentException">The format has no year, no month or no day.</exception>
    public required string DayFolder
    {
        get;
        init =>
            field =
                value.Contains('y') && value.Contains('M') && value.Contains('d')
                    ? value
                    : throw new ArgumentException(
                        $"The day folder \"{value}\" must contain year, month and day, such as yyyy/MM/dd.",
                        nameof(value)
                    );
    }

    /// <summary>The levels as a path.</summary>
    public override string ToString() => string.Join('/', Levels) + "/";
}

/// <summary>One level of folders: a fixed name, or all names that match a pattern.</summary>
public sealed record FolderLevel
{
    /// <summary>The fixed name, or a placeholder in braces.</summary>
    public required string Name { get; init; }

    /// <summary>The names, as an anchored regular expression; null for a fixed name.</summary>
    public string? Pattern { get; init; }

    internal bool Matches(string folder) =>
        Pattern is null
            ? folder == Name
            : Regex.IsMatch(folder, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
