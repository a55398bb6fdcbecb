using System.Security.Cryptography;

namespace LocalS3;

/// <summary>
/// The ETags of files: the MD5 of their bytes in quotes, as S3 does for objects uploaded in one part.
/// </summary>
internal sealed class ETags(TimeProvider time)
{
    private const int MaxCached = 100_000;

    /// <summary>
    /// A file changed twice within one tick of the file system's clock has the same time after both
    /// changes. Only of a file that has been still for longer is the ETag remembered.
    /// </summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2);

    private readonly Lock access = new();
    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The ETag, if the file looks as it did when it was last read.</summary>
    public string? Cached(string path, long length, DateTime modified)
    {
        lock (access)
        {
            return known.TryGetValue(path, out var entry) && entry.Length == length && entry.Modified == modified
                ? entry.ETag
                : null;
        }
    }

    /// <summary>The ETag of an open file, which is read to its end unless it is known.</summary>
    public string Of(FileStream file, DateTime modified)
    {
        var length = file.Length;
        if (Cached(file.Name, length, modified) is { } cached)
        {
            return cached;
        }

#pragma warning disable CA5351 // An ETag is an MD5 by definition; nothing is protected by it.
        var etag = $"\"{Convert.ToHexStringLower(MD5.HashData(file))}\"";
#pragma warning restore CA5351
        if (time.GetUtcNow().UtcDateTime - modified > Still)
        {
            Remember(file.Name, new Known(length, modified, etag));
        }

        return etag;
    }

    private void Remember(string path, Known entry)
    {
        lock (access)
        {
            if (known.Count >= MaxCached)
            {
                known.Clear();
            }

            known[path] = entry;
        }
    }

    private readonly record struct Known(long Length, DateTime Modified, string ETag);
}
