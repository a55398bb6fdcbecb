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

    /// <summary>The name in a part such as <c>{account}</c>; null for a fixed text.</summary>
    internal static string? PartName(string? part) => part is ['{', .. var name, '}'] && name.Length > 0 ? name : null;

    /// <summary>Adds the values of the named levels that have no value yet.</summary>
    internal void ReadParts(string key, Dictionary<string, string> values)
    {
        var folders = key.Split('/')[..^1];
        var first = folders.Length - DayFolder.Split('/').Length - Levels.Count;
        if (first < 0 || Levels.Index().Any(level => !level.Item.Matches(folders[first + level.Index])))
        {
            return;
        }

        foreach (var (index, level) in Levels.Index())
        {
            if (level.PartName is { } part)
            {
                values.TryAdd(part, folders[first + index]);
            }
        }
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

    internal string? PartName => KeyLayout.PartName(Name);

    internal bool Matches(string folder) =>
        Pattern is null
            ? folder == Name
            : Regex.IsMatch(folder, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
