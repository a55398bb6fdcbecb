using InputSdk.S3.Store;

namespace InputSdk.S3.Listing;

/// <summary>
/// Lists objects again that a GET request did not find. It sends as few requests as possible, because a lifecycle rule
/// may have deleted thousands of objects.
/// </summary>
internal sealed class MissingObjectCheck(
    Func<ListRequest, CancellationToken, Task<ListPage>> list,
    IComparer<string> keys
)
{
    /// <summary>The versions that a listing still contains.</summary>
    /// <param name="prefix">The prefix under which all of them were listed.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="InputException">A page could not be listed, so no version has a result.</exception>
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
            // Starts directly before the wanted key: more than a page of keys can be between the last one and it.
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

    /// <summary>Whether the same content of the same key is listed. The storage class may have changed.</summary>
    public static bool Has(IReadOnlySet<ObjectVersion> listed, ObjectVersion version) => listed.Contains(Same(version));

    /// <summary>Lists up to the first page that contains keys.</summary>
    /// <returns>The last listed key; null if the listing is complete.</returns>
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

    /// <summary>The key without its last character. It is before the key, and no wanted key is between them.</summary>
    private static string Before(string key) => key[..^(key.Length > 1 && char.IsLowSurrogate(key[^1]) ? 2 : 1)];
}
