using System.Globalization;

namespace InputSdk.S3.Listing;

/// <summary>
/// The day folders below a root, such as <c>2024/03/09/</c>. Days are compared as dates, not as text, because some
/// layouts use names such as <c>2022/1/9</c>.
/// </summary>
internal sealed class DayFolders(string format)
{
    private readonly string[] _levels = format.Split('/');

    /// <summary>The folder of a day below a root, with the trailing slash.</summary>
    public string Of(string root, DateOnly day) => root + day.ToString(format, CultureInfo.InvariantCulture) + "/";

    /// <summary>Whether the name is a folder of the first level, such as a year.</summary>
    public bool IsFirstLevel(string name) => Parse(name, 1) is not null;

    /// <summary>The day folder, or its first levels, at the end of a path; null if there is neither.</summary>
    public string? DateAtEndOf(string path)
    {
        var names = path.Split('/');
        return Enumerable
            .Range(1, _levels.Length)
            .Reverse()
            .Where(depth => depth <= names.Length)
            .Select(depth => (Path: string.Join('/', names[^depth..]), Depth: depth))
            .FirstOrDefault(end => Parse(end.Path, end.Depth) is not null)
            .Path;
    }

    /// <summary>The first day of a path that <see cref="DateAtEndOf"/> returned.</summary>
    public DateOnly FirstDayOf(string path) => Parse(path, path.Split('/').Length)!.Value;

    /// <summary>Whether a path that <see cref="DateAtEndOf"/> returned is a complete day folder.</summary>
    public bool IsWhole(string path) => path.Split('/').Length == _levels.Length;

    /// <summary>Whether a folder is the next level of the date in the path.</summary>
    public bool ContinuesDate(string path, string folder) =>
        Parse($"{path}/{folder}", path.Split('/').Length + 1) is not null;

    /// <summary>The day folder of a key below the root, such as <c>2024/03/09</c>; null if it is in none.</summary>
    public string? FolderOf(string root, string key)
    {
        var names = key[root.Length..].Split('/');
        return
            names.Length > _levels.Length
            && string.Join('/', names[.._levels.Length]) is var path
            && Parse(path, _levels.Length) is not null
            ? path
            : null;
    }

    /// <summary>The day of the first day folder of a key, below any folders; null if the key has none.</summary>
    public DateOnly? DayOf(string key)
    {
        var names = key.Split('/');
        return Enumerable
            .Range(0, Math.Max(0, names.Length - _levels.Length))
            .Select(first => Parse(string.Join('/', names, first, _levels.Length), _levels.Length))
            .FirstOrDefault(day => day is not null);
    }

    /// <summary>
    /// The largest folder of the key that contains only days before the given day: its year, its month or its day. Null
    /// for a key of the given day or a later one, and for a key that is in no day folder.
    /// </summary>
    public string? FolderBefore(string root, string key, DateOnly day)
    {
        if (!key.StartsWith(root, StringComparison.Ordinal))
        {
            return null;
        }

        var end = root.Length;
        for (var depth = 1; depth <= _levels.Length; depth++)
        {
            end = key.IndexOf('/', end);
            if (end < 0 || Parse(key[root.Length..end], depth) is not { } first)
            {
                return null;
            }

            end++;
            if (End(first, depth) <= day)
            {
                return key[..end];
            }
        }

        return null;
    }

    /// <summary>The first day of the folder.</summary>
    private DateOnly? Parse(string path, int depth) =>
        DateOnly.TryParseExact(
            path,
            string.Join('/', _levels, 0, depth),
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var first
        )
            ? first
            : null;

    /// <summary>The first day after the folder.</summary>
    private DateOnly End(DateOnly first, int depth)
    {
        var levels = string.Join('/', _levels, 0, depth);
        return first == DateOnly.MaxValue ? first
            : levels.Contains('d', StringComparison.Ordinal) ? first.AddDays(1)
            : levels.Contains('M', StringComparison.Ordinal) ? first.AddMonths(1)
            : first.Year == DateOnly.MaxValue.Year ? DateOnly.MaxValue
            : first.AddYears(1);
    }
}
