using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Finds the roots: the folders that are walked. They are the prefix itself when year folders lie
/// right below it, else the folders of the layout's levels beneath it, else everything under the
/// prefix. A shared bucket's other folders are never listed.
/// </summary>
internal sealed class Roots(Func<ListRequest, CancellationToken, Task<ListPage>> list, KeyLayout layout)
{
    private readonly DayFolders _days = new(layout.DayFolder);

    /// <summary>The roots with their final slashes, in key order; none when the bucket holds nothing at all.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="today">S3's day: which first-level folders there can be.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InputException">The prefix is a day's, or none is set and the bucket's top holds other things.</exception>
    public async IAsyncEnumerable<string> FindAsync(
        S3Config config, DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = config.Prefix.Length == 0 ? "" : config.Prefix + "/";
        var none = true;
        foreach (var written in Written(prefix))
        {
            // The prefix as it was given is looked below without asking first.
            if (written != prefix && !await ExistsAsync(written, cancellationToken))
            {
                continue;
            }

            await foreach (var root in BelowAsync(written, today, cancellationToken))
            {
                none = false;
                yield return root;
            }

            if (!none)
            {
                yield break;
            }
        }

        if (prefix.Length == 0)
        {
            await RefuseOtherThingsAsync(config, cancellationToken);
        }
        else
        {
            await RefuseDateAsync(config, cancellationToken);
            yield return prefix;
        }
    }

    /// <summary>
    /// How the keys may begin that a person means: a key may begin with a slash, and a folder's name with
    /// a space, so the prefix is tried as it is before it is tried without.
    /// </summary>
    private static IEnumerable<string> Written(string prefix) => prefix.Length == 0
        ? [prefix]
        : new[] { prefix, "/" + prefix, prefix.TrimEnd('/').Trim().Trim('/') + "/" }.Distinct().Where(written => written.Length > 1);

    private async IAsyncEnumerable<string> BelowAsync(
        string prefix, DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await HasDayFoldersAsync(prefix, today, cancellationToken))
        {
            yield return prefix;
            yield break;
        }

        // The prefix may end within the levels, with AWSLogs say: the rest of them is looked for.
        var levels = layout.Levels.Skip(LevelsWithin(prefix)).ToList();
        await foreach (var root in levels.Count == 0 ? AsyncEnumerable.Empty<string>() : DescendAsync(prefix, levels, cancellationToken))
        {
            yield return root;
        }
    }

    /// <summary>Depth first, so that a first root is known after a few requests, and in key order.</summary>
    private async IAsyncEnumerable<string> DescendAsync(
        string folder, IReadOnlyList<FolderLevel> levels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (levels.Count == 0)
        {
            // Levels without a pattern were taken for granted; those behind the last pattern are not.
            if (layout.Levels[^1].Pattern is not null || await ExistsAsync(folder, cancellationToken))
            {
                yield return folder;
            }

            yield break;
        }

        var below = levels[0].Pattern is null ? [folder + levels[0].Name + "/"] : await MatchingAsync(folder, levels[0], cancellationToken);
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
        for (var count = Math.Min(layout.Levels.Count, names.Length); count > 0; count--)
        {
            if (names[^count..].Zip(layout.Levels).All(pair => pair.Second.Matches(pair.First)))
            {
                return count;
            }
        }

        return 0;
    }

    private async Task<bool> HasDayFoldersAsync(string prefix, DateOnly today, CancellationToken cancellationToken)
    {
        // Years of this century begin alike, so one page nearly always tells. Others may have a thousand
        // names that begin so: then every year since S3 began is asked for.
        var page = await list(new ListRequest { Prefix = prefix + "20", Folders = true }, cancellationToken);
        for (var year = 2006; !HasDayFolder(page) && page.IsTruncated && year <= today.Year + 1; year++)
        {
            page = await list(new ListRequest { Prefix = $"{prefix}{year}", Folders = true }, cancellationToken) with
            {
                IsTruncated = true,
            };
        }

        return HasDayFolder(page);

        bool HasDayFolder(ListPage found) => found.Folders.Any(folder => _days.IsFirstLevel(folder[prefix.Length..^1]));
    }

    private async Task<List<string>> MatchingAsync(string folder, FolderLevel level, CancellationToken cancellationToken)
    {
        var matching = new List<string>();
        var request = new ListRequest { Prefix = folder, Folders = true };
        while (true)
        {
            var page = await list(request, cancellationToken);
            matching.AddRange(page.Folders.Where(found => level.Matches(found[folder.Length..^1])));
            if (!page.IsTruncated)
            {
                return matching;
            }

            request = request with { ContinuationToken = Paging.TokenOf(page) };
        }
    }

    private async Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) =>
        (await list(new ListRequest { Prefix = folder, MaxKeys = 1 }, cancellationToken)).Objects.Count > 0;

    /// <summary>A prefix that leads into a date would read the logs of that time, and never a later one.</summary>
    private async Task RefuseDateAsync(S3Config config, CancellationToken cancellationToken)
    {
        if (_days.EndOf(config.Prefix) is not { } date)
        {
            return;
        }

        var page = await list(new ListRequest { Prefix = config.Prefix + "/", Folders = true }, cancellationToken);
        if (_days.IsWhole(date) ? page.Objects.Count > 0 : page.Folders.Any(folder => _days.GoesOn(date, folder.TrimEnd('/').Split('/')[^1])))
        {
            var error = Errors.Of(ErrorCode.PrefixWithDate,
                $"The prefix ends with {date}, which is a date: what comes later would never be read.", "/settings/prefix").Error;
            throw new InputException(error with { Remedy = $"Set prefix to \"{config.Prefix[..^date.Length].TrimEnd('/')}\"." });
        }
    }

    private async Task RefuseOtherThingsAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = await list(new ListRequest { Prefix = "", Folders = true }, cancellationToken);
        if (top.Folders.Count + top.Objects.Count > 0)
        {
            throw Errors.Of(
                ErrorCode.NoRoot,
                $"s3://{config.Bucket} has neither {layout} nor year folders at its top, and no prefix is set. "
                + $"Found there: {Paging.Names(top)}.",
                "/settings/prefix");
        }
    }
}
