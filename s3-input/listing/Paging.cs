namespace InputSdk.S3;

/// <summary>
/// What a page must be as an answer to its request. A page that is not is refused before it is used: what it
/// omits would count as read. The methods are virtual so that tests can replace one by a wrong one.
/// </summary>
internal class Paging
{
    /// <summary>The order in which S3 lists keys.</summary>
    public virtual IComparer<string> Keys => KeyOrder.Instance;

    /// <summary>A page that answers its request.</summary>
    /// <exception cref="InputException">The page does not answer the request.</exception>
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
            throw Bad(request, "it does not divide keys into folders as requested");
        }

        return page.IsTruncated == (page.NextToken is not null)
            ? page
            : throw Bad(
                request,
                page.IsTruncated
                    ? "it says that there is more, and gives no token to continue with"
                    : "it says that it is complete, and gives a token to continue with"
            );
    }

    /// <summary>Whether the listing ends with this page. The number of its keys tells nothing.</summary>
    public virtual bool IsLastPage(ListPage page) => !page.IsTruncated;

    /// <summary>The last folder of a page.</summary>
    /// <exception cref="InputException">The page does not follow the one before it: it would be read twice.</exception>
    public static string LastFolderOf(ListPage page, string before) =>
        page.Folders.Count == 0 ? before
        : before.Length == 0 || KeyOrder.Instance.Compare(page.Folders[0], before) > 0 ? page.Folders[^1]
        : throw Errors.Of(
            ErrorCode.BadResponse,
            $"A listing of folders was refused: a page does not follow {before}, the last folder of the page before it."
        );

    /// <summary>The last key of a page, after which the listing continues.</summary>
    public static string LastKeyOf(ListPage page, string startAfter) =>
        page.Objects.Count == 0 ? startAfter : page.Objects[^1].Key;

    /// <summary>The first names of a page, for people.</summary>
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
                throw Bad(request, $"it is not in the byte order of its keys: {name} comes after {last}");
            }

            if (!name.StartsWith(request.Prefix, StringComparison.Ordinal))
            {
                throw Bad(request, $"{name} does not start with the requested prefix");
            }

            last = name;
        }
    }

    /// <summary>It ends with the first slash after the prefix.</summary>
    private static bool IsFolder(string prefix, string name) =>
        name.IndexOf('/', prefix.Length) is var slash && slash >= 0 && slash == name.Length - 1;

    private static InputException Bad(ListRequest request, string why) =>
        Errors.Of(
            ErrorCode.BadResponse,
            $"The listing of {(request.Prefix.Length == 0 ? "the bucket" : request.Prefix)} was refused: {why}."
        );
}

/// <summary>The tokens of one listing. One that comes twice would list the same page for ever.</summary>
internal sealed class PageTokens
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The token to continue with.</summary>
    /// <exception cref="InputException">It was used before.</exception>
    public string Next(ListPage page) =>
        page.NextToken is { } token && _used.Add(token)
            ? token
            : throw Errors.Of(
                ErrorCode.BadResponse,
                "A listing gives the same token twice, so it cannot be continued."
            );
}
