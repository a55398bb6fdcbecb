using System.Runtime.CompilerServices;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>
/// Finds the roots, which are the prefixes that are listed. If the prefix contains year folders, it is the root.
/// Otherwise, the roots are the folders below it that match the levels of the layout. If there are none, everything
/// under the prefix is listed. Other folders of a shared bucket are never listed.
/// </summary>
internal sealed class Roots(Func<ListRequest, CancellationToken, Task<ListPage>> list, InputDefinition definition)
{
    private const int FirstYear = 2006;

    private readonly DayFolders _days = new(definition.Layout.DayFolder);

    /// <summary>The roots with their trailing slashes, in key order; none if the bucket is empty.</summary>
    /// <param name="config">The bucket and the prefix.</param>
    /// <param name="today">The current day by the clock of S3, which limits the possible year folders.</param>
    /// <param name="isNew">The input was never read. Only a new input refuses a prefix that ends with a date.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="InputException">
    /// The prefix ends with a date, or no prefix is set and the bucket contains only other folders and objects.
    /// </exception>
    public async IAsyncEnumerable<string> FindAsync(
        S3Config config,
        DateOnly today,
        bool isNew,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var prefix = config.Prefix.Length == 0 ? "" : config.Prefix + "/";
        var none = true;
        await foreach (var root in BelowAsync(prefix, today, cancellationToken))
        {
            none = false;
            yield return root;
        }

        if (!none)
        {
            yield break;
        }

        if (prefix.Length == 0)
        {
            await RefuseWithoutRootAsync(config, cancellationToken);
            yield break;
        }

        // Objects under the prefix as configured take precedence over other spellings of it.
        var meant = await ExistsAsync(prefix, cancellationToken)
            ? null
            : await OtherSpellingAsync(prefix, cancellationToken);
        await foreach (
            var root in meant is null ? AsyncEnumerable.Empty<string>() : BelowAsync(meant, today, cancellationToken)
        )
        {
            none = false;
            yield return root;
        }

        if (none && isNew && meant is null)
        {
            await RefuseDateAsync(config, today, cancellationToken);
        }

        if (none)
        {
            yield return meant ?? prefix;
        }
    }

    /// <summary>
    /// The found roots and the known roots that still contain objects. A known root remains a part of the input if the
    /// folders around it change. No root is inside another one.
    /// </summary>
    public async Task<IReadOnlyList<string>> WithKnownAsync(
        IReadOnlyList<string> found,
        IEnumerable<string> known,
        CancellationToken cancellationToken
    )
    {
        var all = found.ToList();
        foreach (var root in known.Where(root => !found.Any(other => root.StartsWith(other, StringComparison.Ordinal))))
        {
            if (await ExistsAsync(root, cancellationToken))
            {
                all.Add(root);
            }
        }

        return all.Distinct(StringComparer.Ordinal)
            .Where(root => !all.Any(other => other != root && root.StartsWith(other, StringComparison.Ordinal)))
            .Order(KeyOrder.Instance)
            .ToList();
    }

    private KeyLayout Layout => definition.Layout;

    /// <summary>
    /// Another spelling of the prefix under which keys exist: with a leading slash, because keys may start with one, or
    /// without the spaces that a pasted text may have around it. Null if there are no such keys.
    /// </summary>
    private async Task<string?> OtherSpellingAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var written in new[] { "/" + prefix, prefix.TrimEnd('/').Trim().Trim('/') + "/" })
        {
            if (written != prefix && written.Length > 1 && await ExistsAsync(written, cancellationToken))
            {
                return written;
            }
        }

        return null;
    }

    private async IAsyncEnumerable<string> BelowAsync(
        string prefix,
        DateOnly today,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await HasDayFoldersAsync(prefix, today, cancellationToken))
        {
            yield return prefix;
            yield break;
        }

        // The prefix may end within the levels, for example with AWSLogs. The remaining levels are searched.
        var levels = Layout.Levels.Skip(LevelsWithin(prefix)).ToList();
        await foreach (
            var root in levels.Count == 0
                ? AsyncEnumerable.Empty<string>()
                : DescendAsync(prefix, levels, cancellationToken)
        )
        {
            yield return root;
        }
    }

    /// <summary>Searches depth first, so that the first root is found after a few requests. In key order.</summary>
    private async IAsyncEnumerable<string> DescendAsync(
        string folder,
        IReadOnlyList<FolderLevel> levels,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (levels.Count == 0)
        {
            // Levels with a fixed name are not listed. If they come last, the folder must be checked.
            if (Layout.Levels[^1].Pattern is not null || await ExistsAsync(folder, cancellationToken))
            {
                yield return folder;
            }

            yield break;
        }

        var below = levels[0].Pattern is null
            ? [folder + levels[0].Name + "/"]
            : await MatchingAsync(folder, levels[0], cancellationToken);
        foreach (var next in below)
        {
            await foreach (var root in DescendAsync(next, levels.Skip(1).ToList(), cancellationToken))
            {
                yield return root;
            }
        }
    }

    /// <summary>The number of levels of the layout that the end of the prefix already contains.</summary>
    private int LevelsWithin(string prefix)
    {
        var names = prefix.TrimEnd('/').Split('/');
        for (var count = Math.Min(Layout.Levels.Count, names.Length); count > 0; count--)
        {
            if (names[^count..].Zip(Layout.Levels).All(pair => pair.Second.Matches(pair.First)))
            {
                return count;
            }
        }

        // There can be a folder between the first and the second level, as in the bucket of an organization.
        return Layout.Levels[0].Pattern is null && names.Contains(Layout.Levels[0].Name) ? 1 : 0;
    }

    private async Task<bool> HasDayFoldersAsync(string prefix, DateOnly today, CancellationToken cancellationToken)
    {
        // All years of this century start with 20, so one page is nearly always sufficient. If more than a thousand
        // other names start with 20, each year since the launch of S3 is requested.
        var page = await list(new ListRequest { Prefix = prefix + "20", Folders = true }, cancellationToken);
        for (var year = FirstYear; !HasDayFolder(page) && page.IsTruncated && year <= today.Year + 1; year++)
        {
            page = await list(new ListRequest { Prefix = $"{prefix}{year}", Folders = true }, cancellationToken) with
            {
                IsTruncated = true,
            };
        }

        return HasDayFolder(page);

        bool HasDayFolder(ListPage found) => found.Folders.Any(folder => _days.IsFirstLevel(folder[prefix.Length..^1]));
    }

    private async Task<List<string>> MatchingAsync(
        string folder,
        FolderLevel level,
        CancellationToken cancellationToken
    )
    {
        var matching = new List<string>();
        var request = new ListRequest { Prefix = folder, Folders = true };
        var (tokens, last) = (new PageTokens(), "");
        while (true)
        {
            var page = await list(request, cancellationToken);
            last = Paging.LastFolderOf(page, last);
            matching.AddRange(page.Folders.Where(found => level.Matches(found[folder.Length..^1])));
            if (!page.IsTruncated)
            {
                return matching;
            }

            request = request with { ContinuationToken = tokens.Next(page) };
        }
    }

    private async Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) =>
        await list(new ListRequest { Prefix = folder, MaxKeys = 1 }, cancellationToken)
            is { Objects.Count: > 0 }
                or { IsTruncated: true };

    /// <summary>Refuses a prefix that ends with a date, because later logs would never be read.</summary>
    private async Task RefuseDateAsync(S3Config config, DateOnly today, CancellationToken cancellationToken)
    {
        if (
            _days.DateAtEndOf(config.Prefix) is not { } date
            || _days.FirstDayOf(date).Year < FirstYear
            || _days.FirstDayOf(date).Year > today.Year + 1
        )
        {
            return;
        }

        var page = await list(new ListRequest { Prefix = config.Prefix + "/", Folders = true }, cancellationToken);
        if (
            _days.IsWhole(date)
                ? page.Objects.Count > 0
                : page.Folders.Any(folder => _days.ContinuesDate(date, folder.TrimEnd('/').Split('/')[^1]))
        )
        {
            var (name, without) = (definition.NameOf(SettingKind.Prefix), config.Prefix[..^date.Length].TrimEnd('/'));
            var error = Errors
                .Of(
                    ErrorCode.PrefixWithDate,
                    $"The prefix ends with the date {date}, so later logs would never be read.",
                    definition.PointerTo(SettingKind.Prefix)
                )
                .Error;
            throw new InputException(
                error with
                {
                    Remedy = without.Length == 0 ? $"Do not set {name}." : $"Set {name} to \"{without}\".",
                }
            );
        }
    }

    private async Task RefuseWithoutRootAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = await list(new ListRequest { Prefix = "", Folders = true }, cancellationToken);
        if (top.Folders.Count + top.Objects.Count > 0)
        {
            var error = Errors
                .Of(
                    ErrorCode.NoRoot,
                    $"s3://{config.Bucket} contains neither {Layout} nor year folders at its top level, "
                        + $"and no prefix is set. Found: {Paging.Names(top)}.",
                    definition.PointerTo(SettingKind.Prefix)
                )
                .Error;
            var advice = await new PrefixSuggester(list, Layout).SuggestAsync(config, cancellationToken);
            throw new InputException(
                error with
                {
                    Remedy = advice.Remedy(definition.NameOf(SettingKind.Prefix)) ?? error.Remedy,
                }
            );
        }
    }
}
