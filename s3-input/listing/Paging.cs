namespace InputSdk.S3;

/// <summary>Small decisions about pages of a listing.</summary>
internal static class Paging
{
    /// <exception cref="InputException">A page that says there is more and not where: going on would lose the rest.</exception>
    public static string TokenOf(ListPage page) => page.NextToken ?? throw Errors.Of(
        ErrorCode.BadResponse, "A page of the listing says that there is more, and gives no token to go on with.");

    /// <summary>The key to go on behind.</summary>
    /// <exception cref="InputException">The keys are not in order: pages would leave some out.</exception>
    public static string LastKeyOf(ListPage page, string startAfter, IComparer<string> keys)
    {
        var last = startAfter;
        foreach (var version in page.Objects)
        {
            if (last.Length > 0 && keys.Compare(version.Key, last) <= 0)
            {
                throw Errors.Of(ErrorCode.BadResponse,
                    $"The listing is not in the byte order of its keys: {version.Key} came behind {last}.");
            }

            last = version.Key;
        }

        return last;
    }

    /// <summary>The first names of a page, for people.</summary>
    public static string Names(ListPage page)
    {
        var names = page.Folders.Concat(page.Objects.Select(version => version.Key)).ToList();
        var more = names.Count > Limits.NamesShown || page.IsTruncated ? ", …" : "";
        return string.Join(", ", names.Take(Limits.NamesShown)) + more;
    }
}
