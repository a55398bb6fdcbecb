namespace InputSdk.S3;

/// <summary>
/// Finds the roots: the folders that are walked. They are the prefix itself when year folders lie
/// right below it, else the folders of the layout's levels beneath it, else everything under the
/// prefix. A shared bucket's other folders are never listed.
/// </summary>
internal sealed class Roots(Func<ListRequest, CancellationToken, Task<ListPage>> list, KeyLayout layout)
{
    private readonly DayFolders _days = new(layout.DayFolder);

    /// <summary>The roots with their final slashes, in key order; empty when the bucket holds nothing at all.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="today">S3's day: which first-level folders there can be.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<string>> FindAsync(S3Config config, DateOnly today, CancellationToken cancellationToken)
    {
        var prefix = config.Prefix.Length == 0 ? "" : config.Prefix + "/";
        var found = await BelowAsync(prefix, today, cancellationToken);
        if (found.Count == 0 && prefix.Length > 0)
        {
            // A key may begin with a slash: a prefix typed with one is tried that way too.
            found = await BelowAsync("/" + prefix, today, cancellationToken);
        }

        if (found.Count > 0)
        {
            return found.Order(KeyOrder.Instance).ToList();
        }

        return prefix.Length > 0 ? [prefix] : await NothingAtTheTopAsync(config, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> BelowAsync(string prefix, DateOnly today, CancellationToken cancellationToken)
    {
        if (await HasDayFoldersAsync(prefix, today, cancellationToken))
        {
            return [prefix];
        }

        // The prefix may end within the levels, with AWSLogs say: the rest of them is looked for.
        IReadOnlyList<string> folders = [prefix];
        foreach (var level in layout.Levels.Skip(LevelsWithin(prefix)))
        {
            var next = new List<string>();
            foreach (var folder in folders)
            {
                next.AddRange(level.Pattern is null
                    ? [folder + level.Name + "/"]
                    : await MatchingAsync(folder, level, cancellationToken));
            }

            folders = next;
        }

        // Levels without a pattern were taken for granted; those behind the last pattern are not.
        return layout.Levels[^1].Pattern is null ? await ExistingAsync(folders, cancellationToken)
            : folders is [var only] && only == prefix ? [] : folders;
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

    private async Task<IReadOnlyList<string>> ExistingAsync(IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        var existing = new List<string>();
        foreach (var folder in folders)
        {
            var page = await list(new ListRequest { Prefix = folder, MaxKeys = 1 }, cancellationToken);
            if (page.Objects.Count > 0)
            {
                existing.Add(folder);
            }
        }

        return existing;
    }

    private async Task<IReadOnlyList<string>> NothingAtTheTopAsync(S3Config config, CancellationToken cancellationToken)
    {
        var top = await list(new ListRequest { Prefix = "", Folders = true }, cancellationToken);
        if (top.Folders.Count == 0 && top.Objects.Count == 0)
        {
            return [];
        }

        throw Errors.Of(
            ErrorCode.NoRoot,
            $"s3://{config.Bucket} has neither {layout} nor year folders at its top, and no prefix is set. "
            + $"Found there: {Paging.Names(top)}.",
            "/settings/prefix");
    }
}
