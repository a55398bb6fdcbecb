using System.Globalization;

namespace LocalS3;

/// <summary>The parameters of a ListObjectsV2 request.</summary>
internal sealed record ListObjectsQuery
{
    private const int MaxMaxKeys = 1000;

    public required string Prefix { get; init; }

    public required string Delimiter { get; init; }

    /// <summary>Only keys and common prefixes after this one are listed.</summary>
    public required string After { get; init; }

    public required int MaxKeys { get; init; }

    public required bool IsUrlEncoded { get; init; }

    public static ListObjectsQuery Of(S3Request request)
    {
        var encoding = request.Parameter("encoding-type");
        if (encoding is not (null or "url"))
        {
            throw Errors.InvalidArgument("The only encoding-type is url.");
        }

        return new ListObjectsQuery
        {
            Prefix = request.Parameter("prefix") ?? "",
            Delimiter = request.Parameter("delimiter") ?? "",
            After = request.Parameter("continuation-token") is { } token
                ? ContinuationToken.Last(request.Bucket!, token)
                : request.Parameter("start-after") ?? "",
            MaxKeys = MaxKeysOf(request.Parameter("max-keys")),
            IsUrlEncoded = encoding is not null,
        };
    }

    private static int MaxKeysOf(string? text)
    {
        if (text is null)
        {
            return MaxMaxKeys;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, MaxMaxKeys)
            : throw Errors.InvalidArgument("max-keys is not an integer or is out of range.");
    }
}

internal readonly record struct ListedObject(string Key, long Size, DateTimeOffset LastModified, string ETag);

/// <summary>One page of a listing.</summary>
internal sealed class ListObjectsPage
{
    public List<ListedObject> Contents { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public int KeyCount => Contents.Count + CommonPrefixes.Count;

    /// <summary>The last key or common prefix of the page if more follow; otherwise null.</summary>
    public string? ContinuesAfter { get; private set; }

    public static ListObjectsPage Read(ServedFolder served, ETags etags, string bucket, ListObjectsQuery query)
    {
        var page = new ListObjectsPage();
        var last = query.After;
        var walk = new KeyEnumerator(served, query.Prefix, query.After, foldersAsOne: query.Delimiter == "/");
        foreach (var entry in query.MaxKeys == 0 ? [] : walk.Keys(bucket))
        {
            var commonPrefix = CommonPrefix(entry.Name, query);
            var name = commonPrefix ?? entry.Name;

            // A common prefix before start-after is not listed, even if it contains later keys.
            if (!KeyOrder.IsAfter(name, last))
            {
                continue;
            }

            if (page.KeyCount == query.MaxKeys)
            {
                page.ContinuesAfter = last;
                break;
            }

            if (commonPrefix is not null)
            {
                page.CommonPrefixes.Add(commonPrefix);
                last = name;
            }
            else if (Describe(etags, entry) is { } described)
            {
                page.Contents.Add(described);
                last = name;
            }
        }

        return page;
    }

    private static string? CommonPrefix(string key, ListObjectsQuery query)
    {
        var at =
            query.Delimiter.Length == 0
                ? -1
                : key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + query.Delimiter.Length)];
    }

    /// <summary>Null if the file no longer exists.</summary>
    private static ListedObject? Describe(ETags etags, DiskEntry entry)
    {
        try
        {
            var info = new FileInfo(entry.Path);
            var (length, modified) = (info.Length, info.LastWriteTimeUtc);
            var etag = etags.Cached(entry.Path, length, modified);
            if (etag is null)
            {
                using var file = ObjectFile.Open(entry.Path);
                (length, modified) = (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
                etag = etags.Of(file, modified);
            }

            return new ListedObject(entry.Name, length, ObjectFile.WholeSeconds(modified), etag);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
