using System.Text;
using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>
/// What S3 lists at one moment. It is written from the S3 documentation and does not use the engine's key order.
/// </summary>
internal static class Listing
{
    public static ListPage Page(
        IReadOnlyList<WorldObject> objects,
        DateTimeOffset now,
        ListRequest request,
        int pageSize
    )
    {
        var size = Math.Min(pageSize, request.MaxKeys);
        var (versions, folders) = (new List<ObjectVersion>(), new List<string>());
        var (startAfter, last) = (request.StartAfter, request.ContinuationToken ?? "");
        foreach (var found in objects)
        {
            var key = found.Version.Key;
            if (
                !found.IsCurrentAt(now)
                || !key.StartsWith(request.Prefix, StringComparison.Ordinal)
                || (startAfter.Length > 0 && Compare(key, startAfter) <= 0)
            )
            {
                continue;
            }

            var slash = request.Folders ? key.IndexOf('/', request.Prefix.Length) : -1;
            var entry = slash < 0 ? key : key[..(slash + 1)];
            if (last.Length > 0 && Compare(entry, last) <= 0)
            {
                continue;
            }

            if (versions.Count + folders.Count == size)
            {
                return new ListPage
                {
                    Objects = versions,
                    Folders = folders,
                    IsTruncated = true,
                    NextToken = last,
                    Date = now,
                };
            }

            last = entry;
            if (slash < 0)
            {
                versions.Add(found.Version);
            }
            else
            {
                folders.Add(entry);
            }
        }

        return new ListPage
        {
            Objects = versions,
            Folders = folders,
            IsTruncated = false,
            Date = now,
        };
    }

    /// <summary>S3's order: that of the UTF-8 bytes.</summary>
    public static int Compare(string left, string right)
    {
        Span<byte> leftBytes = stackalloc byte[Limits.KeyBytes * 3];
        Span<byte> rightBytes = stackalloc byte[Limits.KeyBytes * 3];
        return leftBytes[..Encoding.UTF8.GetBytes(left, leftBytes)]
            .SequenceCompareTo(rightBytes[..Encoding.UTF8.GetBytes(right, rightBytes)]);
    }
}
