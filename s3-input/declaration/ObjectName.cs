namespace InputSdk.S3;

/// <summary>
/// Tells the objects of one log by their file name, the part of the key behind the last <c>/</c>,
/// split at a separator: so many parts, some of them fixed. Nothing is searched for within a part, so
/// a cluster may be called like a log type.
/// </summary>
public sealed record ObjectName
{
    /// <summary>The separator.</summary>
    public required char Separator { get; init; }

    /// <summary>The parts in order; <see langword="null"/> where any text may stand.</summary>
    public required IReadOnlyList<string?> Parts { get; init; }

    /// <summary>
    /// The last part is a time that ends with hour and minute. Copies of objects may have anything between the two,
    /// the separator as well: <c>:</c> is not allowed in file names everywhere.
    /// </summary>
    public bool EndsWithTime { get; init; }

    /// <summary>What the name ends with, such as <c>.gz</c>, in any case.</summary>
    public required string Suffix { get; init; }

    /// <summary>Whether the object with this key is of the log.</summary>
    /// <param name="key">The whole key.</param>
    public bool Matches(string key)
    {
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        if (!name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        name = EndsWithTime ? WithoutMinute(name[..^Suffix.Length]) : name;
        var at = 0;
        foreach (var range in name.Split(Separator))
        {
            if (at == Parts.Count || (Parts[at] is { } part && !name[range].SequenceEqual(part)))
            {
                return false;
            }

            at++;
        }

        return at == Parts.Count;
    }

    /// <summary>Whether the name contains the log type but does not have the form of a log's name.</summary>
    /// <param name="key">The whole key.</param>
    public bool Resembles(string key) =>
        !Matches(key)
        && Parts.LastOrDefault(part => part is not null) is { } word
        && key.AsSpan(key.LastIndexOf('/') + 1).Contains(word, StringComparison.OrdinalIgnoreCase);

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

    /// <summary>The name as people write it, such as <c>*_redshift_*_*_userlog_*.gz</c>.</summary>
    public override string ToString() => string.Join(Separator, Parts.Select(part => part ?? "*")) + Suffix;
}
