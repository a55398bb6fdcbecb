namespace InputSdk.S3;

/// <summary>
/// Identifies the objects of one log type by their file name, which is the part of the key after the last <c>/</c>. A
/// separator splits the name into a fixed number of parts, some of which have a fixed text. A part is compared as a
/// whole, so a cluster can have the name of a log type.
/// </summary>
public sealed record ObjectName
{
    /// <summary>The character between two parts.</summary>
    public required char Separator { get; init; }

    /// <summary>
    /// The parts in order; <see langword="null"/> for any text, and a name in braces, such as <c>{cluster}</c>, for any
    /// text that formats can use.
    /// </summary>
    public required IReadOnlyList<string?> Parts { get; init; }

    /// <summary>
    /// Whether the last part is a time that ends with hour and minute. Copies of objects may have any character between
    /// the two, including the separator, because some file systems do not allow <c>:</c> in names.
    /// </summary>
    public bool EndsWithTime { get; init; }

    /// <summary>The end of the name, such as <c>.gz</c>. Case is ignored.</summary>
    public required string Suffix { get; init; }

    /// <summary>The names of the named parts, in order.</summary>
    internal IEnumerable<string> PartNames => Parts.Select(KeyLayout.PartName).OfType<string>();

    /// <summary>Whether the object with this key is of the log type.</summary>
    /// <param name="key">The whole key.</param>
    public bool Matches(string key)
    {
        var name = NameOf(key);
        if (!name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        name = Body(name);
        var at = 0;
        foreach (var range in name.Split(Separator))
        {
            if (at == Parts.Count || (FixedText(Parts[at]) is { } part && !name[range].SequenceEqual(part)))
            {
                return false;
            }

            at++;
        }

        return at == Parts.Count;
    }

    /// <summary>Adds the values of the named parts.</summary>
    internal void ReadParts(string key, Dictionary<string, string> values)
    {
        if (!Matches(key))
        {
            return;
        }

        var name = Body(NameOf(key));
        var at = 0;
        foreach (var range in name.Split(Separator))
        {
            if (KeyLayout.PartName(Parts[at++]) is { } part)
            {
                values.TryAdd(part, name[range].ToString());
            }
        }
    }

    /// <summary>Whether the name contains the log type but does not have the form of a log file name.</summary>
    /// <param name="key">The whole key.</param>
    public bool Resembles(string key) =>
        !Matches(key)
        && Parts.Select(FixedText).LastOrDefault(part => part is not null) is { } word
        && NameOf(key).Contains(word, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> NameOf(string key) => key.AsSpan(key.LastIndexOf('/') + 1);

    private static string? FixedText(string? part) => KeyLayout.PartName(part) is null ? part : null;

    /// <summary>The parts and the separators between them.</summary>
    private ReadOnlySpan<char> Body(ReadOnlySpan<char> name) =>
        EndsWithTime ? WithoutMinute(name[..^Suffix.Length]) : name;

    /// <summary>The name without the minute, if the separator is before it.</summary>
    private ReadOnlySpan<char> WithoutMinute(ReadOnlySpan<char> name)
    {
        var hour = name.Length - 3;
        return
            hour > 1
            && name[hour] == Separator
            && char.IsAsciiDigit(name[^2])
            && char.IsAsciiDigit(name[^1])
            && char.IsAsciiDigit(name[hour - 1])
            && char.IsAsciiDigit(name[hour - 2])
            ? name[..hour]
            : name;
    }

    /// <summary>The name as a wildcard pattern, such as <c>*_redshift_*_*_userlog_*.gz</c>.</summary>
    public override string ToString() => string.Join(Separator, Parts.Select(part => FixedText(part) ?? "*")) + Suffix;
}
