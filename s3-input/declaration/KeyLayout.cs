using System.Text.RegularExpressions;

namespace InputSdk.S3;

/// <summary>
/// How a source files its objects below the configured prefix: fixed levels of folders, then one
/// folder a day. The folders above the days are the roots of the input.
/// </summary>
public sealed record KeyLayout
{
    /// <summary>The levels above the day folders, such as <c>AWSLogs/{account}/redshift/{region}</c>.</summary>
    public required IReadOnlyList<FolderLevel> Levels { get; init; }

    /// <summary>The day folder as a .NET date format, its levels parted by <c>/</c>.</summary>
    public required string DayFolder { get; init; }

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

    internal bool Matches(string folder) => Pattern is null
        ? folder == Name
        : Regex.IsMatch(folder, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
