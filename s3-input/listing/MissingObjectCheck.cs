namespace InputSdk.S3;

/// <summary>
/// Lists objects once more that a GET did not find. As few requests as their keys allow: a lifecycle rule may have
/// deleted thousands of them.
/// </summary>
internal sealed class MissingObjectCheck(
    Func<ListRequest, CancellationToken, Task<ListPage>> list,
    IComparer<string> keys
)
{
    /// <summary>Those of the versions that a listing shows.</summary>
    /// <param name="prefix">The prefix under which all of them were listed.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="InputException">A page could not be listed: nothing is known of any version.</exception>
    public async Task<IReadOnlySet<ObjectVersion>> ListedAsync(
        string prefix,
        IEnumerable<ObjectVersion> versions,
        CancellationToken cancellationToken
    )
    {
        var listed = new HashSet<ObjectVersion>();
        var wanted = new Queue<ObjectVersion>(versions.OrderBy(version => version.Key, keys));
        var end = "";
        while (wanted.TryPeek(out var first))
        {
            // More keys than a page holds may be between the one before it and the one that is wanted.
            var start = keys.Compare(Before(first.Key), end) > 0 ? Before(first.Key) : end;
            if (
                await PagesAsync(new ListRequest { Prefix = prefix, StartAfter = start }, listed, cancellationToken)
                is not { } last
            )
            {
                break;
            }

            end = last;
            while (wanted.TryPeek(out var next) && keys.Compare(next.Key, end) <= 0)
            {
                wanted.Dequeue();
            }
        }

        return listed;
    }

    /// <summary>Whether it is the same content of the same key. The class of its storage may have changed since.</summary>
    public static bool Has(IReadOnlySet<ObjectVersion> listed, ObjectVersion version) => listed.Contains(Same(version));

    /// <summary>One page with keys, and the empty ones before it.</summary>
    /// <returns>The last key that the listing came to; null for its end.</returns>
    private async Task<string?> PagesAsync(
        ListRequest request,
        HashSet<ObjectVersion> listed,
        CancellationToken cancellationToken
    )
    {
        var tokens = new PageTokens();
        while (true)
        {
            var page = await list(request, cancellationToken);
            listed.UnionWith(page.Objects.Select(Same));
            if (!page.IsTruncated)
            {
                return null;
            }

            if (page.Objects.Count > 0)
            {
                return page.Objects[^1].Key;
            }

            request = request with { ContinuationToken = tokens.Next(page) };
        }
    }

    private static ObjectVersion Same(ObjectVersion version) => version with { StorageClass = "" };

    /// <summary>The key without its last character, which is before it; nothing between them is wanted.</summary>
    private static string Before(string key) => key[..^(key.Length > 1 && char.IsLowSurrogate(key[^1]) ? 2 : 1)];
}
