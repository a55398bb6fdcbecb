namespace InputSdk.S3;

/// <summary>Nothing lies where a prefix leads: looks for the one that was probably meant.</summary>
internal sealed class PrefixSuggester(Func<ListRequest, CancellationToken, Task<ListPage>> list, KeyLayout layout)
{
    // Folders that are looked into when none is called like the prefix.
    private const int Tried = 3;

    // Fewer letters stand in any name.
    private const int LeastPart = 3;

    public async Task<PrefixSuggestion> MeantAsync(S3Config config, CancellationToken cancellationToken)
    {
        var slash = config.Prefix.LastIndexOf('/') + 1;
        var (parent, name) = (config.Prefix[..slash], config.Prefix[slash..]);
        var beside = await list(new ListRequest { Prefix = parent, Folders = true }, cancellationToken);
        if (parent.Length > 0 && beside.Folders.Count + beside.Objects.Count == 0)
        {
            (parent, name) = ("", config.Prefix.Split('/')[0]);
            beside = await list(new ListRequest { Prefix = "", Folders = true }, cancellationToken);
        }

        var names = beside
            .Folders.Select(folder => folder[parent.Length..].Trim('/'))
            .Where(folder => folder.Length > 0)
            .ToList();
        var found = Paging.Names(beside);
        if (
            name.Length > 0
            && names.Where(other => IsNear(name, other)).MinBy(other => Distance(name, other)) is { } near
        )
        {
            return new PrefixSuggestion(parent + near, found);
        }

        if (parent.Length == 0 && names.Contains(layout.Levels[0].Name))
        {
            return new PrefixSuggestion(await BelowFirstLevelAsync(config, cancellationToken), found);
        }

        foreach (var folder in names.Take(Tried).Where(_ => layout.Levels[0].Pattern is null))
        {
            var below = await list(
                new ListRequest { Prefix = $"{parent}{folder}/{layout.Levels[0].Name}/", MaxKeys = 1 },
                cancellationToken
            );
            if (below.Objects.Count > 0)
            {
                return new PrefixSuggestion(parent + folder, found);
            }
        }

        return new PrefixSuggestion(null, found);
    }

    /// <summary>The first level is at the top of the bucket; the next one is in it, or in a folder of it, as in an organization's bucket.</summary>
    private async Task<string?> BelowFirstLevelAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = layout.Levels[0].Name + "/";
        var below = (await list(new ListRequest { Prefix = top, Folders = true }, cancellationToken)).Folders;
        if (layout.Levels.Count < 2 || below.Any(folder => layout.Levels[1].Matches(folder[top.Length..].TrimEnd('/'))))
        {
            return config.Prefix.Length == 0 ? null : "";
        }

        foreach (var folder in below.Take(Tried))
        {
            var page = await list(new ListRequest { Prefix = folder, Folders = true }, cancellationToken);
            if (page.Folders.Any(next => layout.Levels[1].Matches(next[folder.Length..].TrimEnd('/'))))
            {
                return folder.TrimEnd('/');
            }
        }

        return config.Prefix.Length == 0 ? null : "";
    }

    /// <summary>A slip or two of the fingers, another case, or a part left out at an end.</summary>
    private static bool IsNear(string name, string other) =>
        (
            Math.Min(name.Length, other.Length) >= LeastPart
            && (
                other.Contains(name, StringComparison.OrdinalIgnoreCase)
                || name.Contains(other, StringComparison.OrdinalIgnoreCase)
            )
        )
        || Distance(name, other) <= name.Length / 4;

    /// <summary>How many letters to add, take or change, upper and lower case being the same.</summary>
    private static int Distance(string left, string right)
    {
        // Names are at most as long as a key, and few: a table is made for each.
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + change));
            }
        }

        return row[right.Length];
    }
}

/// <summary>What was found instead of a prefix.</summary>
/// <param name="Meant">The prefix that was probably meant, empty for none at all; null when nothing tells.</param>
/// <param name="Found">The names that lie there.</param>
internal sealed record PrefixSuggestion(string? Meant, string Found)
{
    public static readonly PrefixSuggestion Empty = new(null, "");

    /// <summary>What to set, in one sentence; null when it is unknown.</summary>
    /// <param name="name">The setting.</param>
    public string? Remedy(string name) =>
        Meant switch
        {
            null => null,
            "" => $"Leave {name} out: the logs are at the top of the bucket.",
            _ => $"Set {name} to \"{Meant}\".",
        };
}
