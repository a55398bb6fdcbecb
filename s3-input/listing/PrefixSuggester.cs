using Common;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>Suggests the intended prefix if the configured one has no objects.</summary>
internal sealed class PrefixSuggester(Func<ListRequest, CancellationToken, Task<ListPage>> list, KeyLayout layout)
{
    // Folders that are searched if none has a name similar to the prefix.
    private const int MaxSearchedFolders = 3;

    // Shorter names are part of too many other names.
    private const int MinNameLength = 3;

    public async Task<PrefixSuggestion> SuggestAsync(S3Config config, CancellationToken cancellationToken)
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
            && names.Where(other => IsNear(name, other)).MinBy(other => EditDistance.Of(name, other)) is { } near
        )
        {
            return new PrefixSuggestion(parent + near, found);
        }

        if (parent.Length == 0 && names.Contains(layout.Levels[0].Name))
        {
            return new PrefixSuggestion(await BelowFirstLevelAsync(config, cancellationToken), found);
        }

        foreach (var folder in names.Take(MaxSearchedFolders).Where(_ => layout.Levels[0].Pattern is null))
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

    /// <summary>
    /// The prefix if the first level is at the top of the bucket. The second level is in it or in one of its folders,
    /// as in the bucket of an organization.
    /// </summary>
    private async Task<string?> BelowFirstLevelAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = layout.Levels[0].Name + "/";
        var below = (await list(new ListRequest { Prefix = top, Folders = true }, cancellationToken)).Folders;
        if (layout.Levels.Count < 2 || below.Any(folder => layout.Levels[1].Matches(folder[top.Length..].TrimEnd('/'))))
        {
            return config.Prefix.Length == 0 ? null : "";
        }

        foreach (var folder in below.Take(MaxSearchedFolders))
        {
            var page = await list(new ListRequest { Prefix = folder, Folders = true }, cancellationToken);
            if (page.Folders.Any(next => layout.Levels[1].Matches(next[folder.Length..].TrimEnd('/'))))
            {
                return folder.TrimEnd('/');
            }
        }

        return config.Prefix.Length == 0 ? null : "";
    }

    /// <summary>Whether the names differ only by a few typos, by case, or by a missing start or end.</summary>
    private static bool IsNear(string name, string other) =>
        (
            Math.Min(name.Length, other.Length) >= MinNameLength
            && (
                other.Contains(name, StringComparison.OrdinalIgnoreCase)
                || name.Contains(other, StringComparison.OrdinalIgnoreCase)
            )
        )
        || EditDistance.Of(name, other) <= name.Length / 4;
}

/// <summary>A suggestion for a prefix that has no objects.</summary>
/// <param name="Prefix">The prefix that is probably intended: empty for no prefix, null if it is unknown.</param>
/// <param name="Found">The names that were found.</param>
internal sealed record PrefixSuggestion(string? Prefix, string Found)
{
    public static readonly PrefixSuggestion Empty = new(null, "");

    /// <summary>The remedy as one sentence; null if it is unknown.</summary>
    /// <param name="name">The name of the setting.</param>
    public string? Remedy(string name) =>
        Prefix switch
        {
            null => null,
            "" => $"Do not set {name}: the logs are at the top of the bucket.",
            _ => $"Set {name} to \"{Prefix}\".",
        };
}
