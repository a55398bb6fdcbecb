using System.Globalization;

namespace InputSdk.S3;

/// <summary>
/// What is plainly meant by a value that stands otherwise than it is used: the value, and the
/// sentences that say what was made of it. A sentence never holds a secret.
/// </summary>
internal static class SettingNormalizer
{
    /// <summary>What may stand around a value.</summary>
    public static readonly char[] Blanks = [' ', '\t'];

    /// <summary>What a value means by itself. Spaces around a prefix are left: a key may have them.</summary>
    public static (string Value, IReadOnlyList<string> Said) Of(SettingKind kind, string entered)
    {
        if (kind is SettingKind.Prefix or SettingKind.LogType)
        {
            return (entered, []);
        }

        var said = new List<string>();
        var value = entered.Trim(Blanks);
        if (value.Length < entered.Length)
        {
            said.Add("spaces around it were left out.");
        }

        if (kind == SettingKind.Region && value.ToLowerInvariant() is var region && region != value)
        {
            said.Add($"read as {region}.");
            return (region, said);
        }

        if (kind == SettingKind.BackfillStartTime && value.Contains(' ', StringComparison.Ordinal))
        {
            said.Add("the space between date and time was read as T.");
            return (value.Replace(' ', 'T'), said);
        }

        return (value, said);
    }

    /// <summary>A prefix without slashes at its ends, and without a bucket in front of it.</summary>
    /// <param name="entered">The prefix as it was entered.</param>
    /// <param name="place">Where it leads, when it holds a bucket too.</param>
    public static (string Value, IReadOnlyList<string> Said) Prefix(string entered, out S3Location? place)
    {
        place = S3Location.IsAddress(entered) ? S3Location.Of(entered) : null;
        var prefix = place is null ? S3Location.Folder(entered) : place.Value.Prefix;
        var said = new List<string>();
        if (prefix.Length == 0 && (place is not null || entered.StartsWith('/') || S3Location.EndsInStar(entered)))
        {
            said.Add("read as none, for the whole bucket.");
        }
        else if (place is not null)
        {
            said.Add($"read as {prefix}.");
        }
        else
        {
            said.AddRange(
                entered.StartsWith('/')
                    ? ["the slash in front was left out; keys that begin with one are found all the same."]
                    : []
            );
            said.AddRange(S3Location.EndsInStar(entered) ? [$"the * at its end was left out: read as {prefix}."] : []);
        }

        return (prefix, said);
    }

    /// <summary>
    /// The folder of the layout's levels, when nothing but a date, whole or in part, or an object of a
    /// day stands below it; else <see langword="null"/>.
    /// </summary>
    public static string? WithoutDate(string prefix, KeyLayout layout, string suffix)
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
