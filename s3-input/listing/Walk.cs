using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>Lists every key under the roots in key order, page by page, and nothing of other tenants.</summary>
/// <param name="list">Lists one page.</param>
/// <param name="rules">Tells the end of a listing, and the order of keys.</param>
/// <param name="days">How day folders are named.</param>
/// <param name="firstDay">Day folders before it are outside the input.</param>
internal sealed class Walk(
    Func<ListRequest, CancellationToken, Task<ListPage>> list, CheckpointRules rules, DayFolders days, DateOnly? firstDay)
{
    // The last character there is: behind every key of a folder that people or programs make.
    private const string BehindAll = "\U0010FFFF";

    /// <summary>The pages; a page's keys are all behind <paramref name="position"/>.</summary>
    public async IAsyncEnumerable<WalkedPage> PagesAsync(
        IReadOnlyList<string> roots, string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var root in roots)
        {
            if (IsBehind(root, position))
            {
                continue;
            }

            var request = new ListRequest { Prefix = root, StartAfter = rules.Keys.Compare(position, root) > 0 ? position : "" };
            await foreach (var page in PagesAsync(request, cancellationToken))
            {
                yield return page;
            }
        }
    }

    /// <summary>The next page is listed while this one is read; it is never given before it was asked for.</summary>
    private async IAsyncEnumerable<WalkedPage> PagesAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<ListPage>? next = list(request, cancellationToken);
        var tokens = new PageTokens();
        try
        {
            while (next is not null)
            {
                var page = await next;
                var last = Paging.LastKeyOf(page, request.StartAfter);
                next = null;
                if (!rules.IsLastPage(page))
                {
                    request = Next(request, page, last, tokens.Next(page));
                    next = list(request, cancellationToken);
                }

                yield return new WalkedPage(request.Prefix, page.Objects.Where(version => !IsOutside(request.Prefix, version.Key)).ToList(), last);
            }
        }
        finally
        {
            if (next is not null)
            {
                // Nobody asks for it any more, and nothing is listed behind the back of who closes the store.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Goes on behind the last key; its token may have expired, and lasts only where a page held no key.</summary>
    private ListRequest Next(ListRequest request, ListPage page, string last, string token) =>
        page.Objects.Count == 0 ? request with { ContinuationToken = token }
        : firstDay is { } day && days.FolderBefore(request.Prefix, last, day) is { } folder
            ? request with { StartAfter = folder + BehindAll, ContinuationToken = null }
        : request with { StartAfter = last, ContinuationToken = null };

    private bool IsOutside(string root, string key) =>
        firstDay is { } day && days.FolderBefore(root, key, day) is not null;

    /// <summary>The whole root lies before the position.</summary>
    private bool IsBehind(string root, string position) =>
        rules.Keys.Compare(root, position) < 0 && !position.StartsWith(root, StringComparison.Ordinal);
}

/// <summary>What a page of the walk held.</summary>
/// <param name="Prefix">The prefix that was listed.</param>
/// <param name="Objects">The objects within the input.</param>
/// <param name="LastKey">The last key listed, whether within or not.</param>
internal sealed record WalkedPage(string Prefix, IReadOnlyList<ObjectVersion> Objects, string LastKey);
