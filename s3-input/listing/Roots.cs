using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Finds the roots: the folders that are walked. They are the prefix itself when year folders lie
/// right below it, else the folders of the layout's levels beneath it, else everything under the
/// prefix. A shared bucket's other folders are never listed.
/// </summary>
internal sealed class Roots(Func<ListRequest, CancellationToken, Task<ListPage>> list, InputDefinition definition)
{
    private const int FirstYear = 2006;

    private readonly DayFolders _days = new(definition.Layout.DayFolder);

    /// <summary>The roots with their final slashes, in key order; none when the bucket holds nothing at all.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="today">S3's day: which first-level folders there can be.</param>
    /// <param name="isNew">The input was never read: a prefix that leads into a date is refused, as nothing is lost by it yet.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InputException">The prefix is a date's, or none is set and the bucket's top holds other things.</exception>
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
            await RefuseOtherThingsAsync(config, cancellationToken);
            yield break;
        }

        // What lies where the prefix leads counts before anything that it might mean besides.
        var meant = await ExistsAsync(prefix, cancellationToken) ? null : await MeantAsync(prefix, cancellationToken);
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
    /// The roots found, and those of before where anything lies still: what was an input's goes on being
    /// its, also when the folders around it change. None of them lies within another.
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
    /// How the keys may begin instead, if anything does: a key may begin with a slash, and what was pasted
    /// may have spaces around it. Null when nothing lies there either.
    /// </summary>
    private async Task<string?> MeantAsync(string prefix, CancellationToken cancellationToken)
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

        // The prefix may end within the levels, with AWSLogs say: the rest of them is looked for.
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

    /// <summary>Depth first, so that a first root is known after a few requests, and in key order.</summary>
    private async IAsyncEnumerable<string> DescendAsync(
        string folder,
        IReadOnlyList<FolderLevel> levels,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (levels.Count == 0)
        {
            // Levels without a pattern were taken for granted; those behind the last pattern are not.
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

    /// <summary>How many of the layout's levels the end of the prefix is already made of.</summary>
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

        // There may be a folder between the first level and the second, as in an organization's bucket.
        return Layout.Levels[0].Pattern is null && names.Contains(Layout.Levels[0].Name) ? 1 : 0;
    }

    private async Task<bool> HasDayFoldersAsync(string prefix, DateOnly today, CancellationToken cancellationToken)
    {
        // Years of this century begin alike, so one page nearly always tells. Others may have a thousand
        // names that begin so: then every year since S3 began is asked for.
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

    /// <summary>A prefix that leads into a date would read the logs of that time, and never a later one.</summary>
    private async Task RefuseDateAsync(S3Config config, DateOnly today, CancellationToken cancellationToken)
    {
        if (
            _days.EndOf(config.Prefix) is not { } date
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
                : page.Folders.Any(folder => _days.GoesOn(date, folder.TrimEnd('/').Split('/')[^1]))
        )
        {
            var (name, without) = (definition.NameOf(SettingKind.Prefix), config.Prefix[..^date.Length].TrimEnd('/'));
            var error = Errors
                .Of(
                    ErrorCode.PrefixWithDate,
                    $"The prefix ends with {date}, which is a date: what comes later would never be read.",
                    definition.PointerTo(SettingKind.Prefix)
                )
                .Error;
            throw new InputException(
                error with
                {
                    Remedy = without.Length == 0 ? $"Leave {name} out." : $"Set {name} to \"{without}\".",
                }
            );
        }
    }

    private async Task RefuseOtherThingsAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = await list(new ListRequest { Prefix = "", Folders = true }, cancellationToken);
        if (top.Folders.Count + top.Objects.Count > 0)
        {
            var error = Errors
                .Of(
                    ErrorCode.NoRoot,
                    $"s3://{config.Bucket} has neither {Layout} nor year folders at its top, and no prefix is set. "
                        + $"Found there: {Paging.Names(top)}.",
                    definition.PointerTo(SettingKind.Prefix)
                )
                .Error;
            var advice = await new PrefixSuggester(list, Layout).MeantAsync(config, cancellationToken);
            throw new InputException(
                error with
                {
                    Remedy = advice.Remedy(definition.NameOf(SettingKind.Prefix)) ?? error.Remedy,
                }
            );
        }
    }
}
