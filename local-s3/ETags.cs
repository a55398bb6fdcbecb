using System.Security.Cryptography;

namespace LocalS3;

/// <summary>
/// The ETags of files: the MD5 hash of their bytes in quotes, as in S3 for objects uploaded in one part.
/// </summary>
internal sealed class ETags(TimeProvider time)
{
    private const int MaxCached = 100_000;

    /// <summary>
    /// A file that changes twice within one tick of the file system's clock has the same time after both changes.
    /// An ETag is therefore cached only if the file has not changed for longer than this.
    /// </summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2);

    private readonly Lock access = new();
    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The cached ETag if length and time of the file are unchanged; otherwise null.</summary>
    public string? Cached(string path, long length, DateTime modified)
    {
        lock (access)
        {
            return known.TryGetValue(path, out var entry) && entry.Length == length && entry.Modified == modified
                ? entry.ETag
                : null;
        }
    }

    /// <summary>The ETag of an open file. Reads the whole file unless the ETag is cached.</summary>
    public string Of(FileStream file, DateTime modified)
    {
        var length = file.Length;
        if (Cached(file.Name, length, modified) is { } cached)
        {
            return cached;
        }

#pragma warning disable CA5351 // An ETag is an MD5 hash by definition, not a security feature.
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
