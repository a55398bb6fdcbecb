using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>
/// Checks whether a page is a correct response to its request. A wrong page is refused before it is used, because the
/// keys that it omits would count as read. The methods are virtual so that tests can replace one with a wrong one.
/// </summary>
internal class Paging
{
    /// <summary>The order in which S3 lists keys.</summary>
    public virtual IComparer<string> Keys => KeyOrder.Instance;

    /// <summary>The page, if it is a correct response to the request.</summary>
    /// <exception cref="InputException">The page is not a correct response.</exception>
    public virtual ListPage Checked(ListRequest request, ListPage page)
    {
        CheckOrder(request, page.Objects.Select(version => version.Key));
        CheckOrder(request, page.Folders);
        if (
            request.Folders
                ? page.Folders.Any(folder => !IsFolder(request.Prefix, folder))
                    || page.Objects.Any(version => version.Key.IndexOf('/', request.Prefix.Length) >= 0)
                : page.Folders.Count > 0
        )
        {
            throw Bad(request, "the keys are not grouped into folders as requested");
        }

        return page.IsTruncated == (page.NextToken is not null)
            ? page
            : throw Bad(
                request,
                page.IsTruncated
                    ? "the page is truncated and has no continuation token"
                    : "the page is the last one and has a continuation token"
            );
    }

    /// <summary>Whether this is the last page. The number of its keys does not indicate that.</summary>
    public virtual bool IsLastPage(ListPage page) => !page.IsTruncated;

    /// <summary>The last folder of a page.</summary>
    /// <exception cref="InputException">The page does not follow the previous one, so folders would repeat.</exception>
    public static string LastFolderOf(ListPage page, string before) =>
        page.Folders.Count == 0 ? before
        : before.Length == 0 || KeyOrder.Instance.Compare(page.Folders[0], before) > 0 ? page.Folders[^1]
        : throw Errors.Of(
            ErrorCode.BadResponse,
            $"A listing of folders was refused: a page does not start after {before}, "
                + "the last folder of the previous page."
        );

    /// <summary>The last key of a page, after which the listing continues.</summary>
    public static string LastKeyOf(ListPage page, string startAfter) =>
        page.Objects.Count == 0 ? startAfter : page.Objects[^1].Key;

    /// <summary>The first names of a page, for messages.</summary>
    public static string Names(ListPage page)
    {
        var names = page.Folders.Concat(page.Objects.Select(version => version.Key)).ToList();
        var more = names.Count > Limits.NamesShown || page.IsTruncated ? ", …" : "";
        return string.Join(", ", names.Take(Limits.NamesShown)) + more;
    }

    private void CheckOrder(ListRequest request, IEnumerable<string> names)
    {
        var last = request.StartAfter;
        foreach (var name in names)
        {
            if (last.Length > 0 && Keys.Compare(name, last) <= 0)
            {
                throw Bad(request, $"the keys are not in byte order ({name} follows {last})");
            }

            if (!name.StartsWith(request.Prefix, StringComparison.Ordinal))
            {
                throw Bad(request, $"{name} does not start with the requested prefix");
            }

            last = name;
        }
    }

    /// <summary>Whether the name ends with the first slash after the prefix.</summary>
    private static bool IsFolder(string prefix, string name) =>
        name.IndexOf('/', prefix.Length) is var slash && slash >= 0 && slash == name.Length - 1;

    private static InputException Bad(ListRequest request, string why) =>
        Errors.Of(
            ErrorCode.BadResponse,
            $"The listing of {(request.Prefix.Length == 0 ? "the bucket" : request.Prefix)} was refused: {why}."
        );
}

/// <summary>The continuation tokens of one listing. A repeated token would list the same pages endlessly.</summary>
internal sealed class PageTokens
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The token of the next page.</summary>
    /// <exception cref="InputException">The token was used before.</exception>
    public string Next(ListPage page) =>
        page.NextToken is { } token && _used.Add(token)
            ? token
            : throw Errors.Of(
                ErrorCode.BadResponse,
                "A listing returned the same continuation token twice, so it cannot continue."
            );
}
