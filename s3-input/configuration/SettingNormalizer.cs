using System.Globalization;

namespace InputSdk.S3.Configuration;

/// <summary>
/// Converts entered values to the form in which they are used. Each result is the value and the sentences that report
/// the changes. A sentence never contains a secret.
/// </summary>
internal static class SettingNormalizer
{
    /// <summary>The characters that are removed around a value.</summary>
    public static readonly char[] Whitespace = [' ', '\t'];

    /// <summary>The normalized value. Spaces around a prefix are kept, because keys may contain them.</summary>
    public static (string Value, IReadOnlyList<string> Changes) Of(SettingKind kind, string entered)
    {
        if (kind is SettingKind.Prefix or SettingKind.LogType)
        {
            return (entered, []);
        }

        var changes = new List<string>();
        var value = entered.Trim(Whitespace);
        if (value.Length < entered.Length)
        {
            changes.Add("Spaces around the value are ignored.");
        }

        if (kind == SettingKind.Region && value.ToLowerInvariant() is var region && region != value)
        {
            changes.Add($"The Region {region} is used.");
            return (region, changes);
        }

        if (kind == SettingKind.BackfillStartTime && value.Contains(' ', StringComparison.Ordinal))
        {
            changes.Add("The space between date and time is read as T.");
            return (value.Replace(' ', 'T'), changes);
        }

        return (value, changes);
    }

    /// <summary>The prefix without leading and trailing slashes and without a bucket before it.</summary>
    /// <param name="entered">The prefix as entered.</param>
    /// <param name="location">The bucket and the prefix, if the text contains both; null otherwise.</param>
    public static (string Value, IReadOnlyList<string> Changes) Prefix(string entered, out S3Location? location)
    {
        location = S3Location.IsAddress(entered) ? S3Location.Of(entered) : null;
        var prefix = location is null ? S3Location.Folder(entered) : location.Value.Prefix;
        var changes = new List<string>();
        if (prefix.Length == 0 && (location is not null || entered.StartsWith('/') || S3Location.EndsInStar(entered)))
        {
            changes.Add("No prefix is used, so the input covers the whole bucket.");
        }
        else if (location is not null)
        {
            changes.Add($"The prefix {prefix} is used.");
        }
        else
        {
            changes.AddRange(
                entered.StartsWith('/')
                    ? ["The leading slash is ignored; keys that start with a slash are also found."]
                    : []
            );
            changes.AddRange(
                S3Location.EndsInStar(entered) ? [$"The * at the end is ignored; the prefix {prefix} is used."] : []
            );
        }

        return (prefix, changes);
    }

    /// <summary>
    /// The folder of the layout's last level, if the prefix ends with only a date, a part of a date, or an object of a
    /// day after it; otherwise <see langword="null"/>.
    /// </summary>
    public static string? RemoveDate(string prefix, KeyLayout layout, string suffix)
    {
        var names = prefix.Split('/');
        var days = suffix.Length > 0 && names[^1].EndsWith(suffix, StringComparison.Ordinal) ? names[..^1] : names;
        var formats = layout.DayFolder.Split('/');
        for (var depth = days.Length < names.Length ? 0 : 1; depth <= formats.Length; depth++)
        {
            var levels = days.Length - depth;
            if (
                levels >= layout.Levels.Count
                && EndsInLevels(days[..levels], layout)
                && IsDate(days[levels..], formats[..depth])
            )
            {
                return string.Join('/', days[..levels]);
            }
        }

        return null;
    }

    private static bool EndsInLevels(string[] names, KeyLayout layout) =>
        names[^layout.Levels.Count..].Zip(layout.Levels).All(pair => pair.Second.Matches(pair.First));

    private static bool IsDate(string[] names, string[] formats) =>
        names.Length == 0
        || DateOnly.TryParseExact(
            string.Join('/', names),
            string.Join('/', formats),
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );
}
