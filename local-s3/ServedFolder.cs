using System.IO.Enumeration;

namespace LocalS3;

/// <summary>An entry of a folder; the name of a folder ends with <c>/</c>, so that names sort as keys do.</summary>
internal readonly record struct DiskEntry(string Name, string Path, bool IsFolder);

/// <summary>
/// The folder that is served, and the wall around it: names from outside become paths here, and links
/// are looked at here. The folder's owner is trusted not to change links while they are looked at.
/// </summary>
internal sealed class ServedFolder(string path)
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    private readonly FolderCache cache = new();
    private readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    public IEnumerable<DiskEntry> Buckets() =>
        Read(root).Where(entry => entry.IsFolder && BucketNames.IsValid(entry.Name[..^1]));

    /// <summary>The path of a bucket.</summary>
    public string? FindBucket(string name)
    {
        var bucket = Path.Join(root, name);
        return Directory.Exists(bucket) ? Real(bucket) : null;
    }

    /// <summary>
    /// The path of a key's file. Where the file system ignores case, so does this.
    /// </summary>
    public string? FindFile(string bucket, string key)
    {
        if (FileNames.Segments(key) is not { } segments)
        {
            return null;
        }

        string? found = bucket;
        for (var at = 0; at < segments.Length && found is not null; at++)
        {
            found = Find(found, segments[at], isFolder: at < segments.Length - 1);
        }

        return found;
    }

    /// <summary>
    /// What a folder holds, links not yet looked at, in no order and read as it is asked for; nothing if
    /// the folder is gone by now.
    /// </summary>
    public IEnumerable<DiskEntry> Read(string folder)
    {
        FileSystemEnumerable<(string Name, bool IsFolder)> found;
        try
        {
            // This opens the folder already.
            found = new(
                folder,
                (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory),
                Everything
            );
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }

        foreach (var (name, isFolder) in found)
        {
            yield return Entry(Path.Join(folder, name), name, isFolder);
        }
    }

    /// <summary>The same in the order of names, and a file before a folder of the same name.</summary>
    public IReadOnlyList<DiskEntry> Sorted(string folder) => cache.Sorted(folder, Read);

    /// <summary>
    /// The path itself, or that of the file in the served folder that it is a link to. What is opened
    /// is that path and not the link, so that it is the one that was looked at. Links to folders are
    /// refused wherever they lead: they could form a circle, and a listing would have no end.
    /// </summary>
    public string Real(string path)
    {
        if (!IsLink(path))
        {
            return path;
        }

        if (Directory.Exists(path))
        {
            throw Errors.AccessDenied($"'{Shown(path)}' is a link to a folder, which is not followed.");
        }

        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        return target is not null && IsInside(target)
            ? target
            : throw Errors.AccessDenied($"'{Shown(path)}' is a link that leads out of the served folder.");
    }

    /// <summary>The path as seen from the served folder: what messages may show.</summary>
    public string Shown(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private DiskEntry Entry(string path, string diskName, bool isFolder)
    {
        // Bytes that are no UTF-8 arrive as U+FFFD, and then there is no such file.
        if (diskName.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path))
        {
            throw Errors.Unservable(Shown(path), "its name is not UTF-8");
        }

        var (name, why) = FileNames.Decode(diskName, isFolder);
        return name is not null
            ? new DiskEntry(isFolder ? name + "/" : name, path, isFolder)
            : throw Errors.Unservable(Shown(path), why);
    }

    private string? Find(string folder, string name, bool isFolder)
    {
        // As encoded here, then as it is where that is safe, and only then any other encoding of it.
        var encoded = Path.Join(folder, FileNames.Encode(name));
        if (Exists(encoded, isFolder))
        {
            return Real(encoded);
        }

        if (!OperatingSystem.IsWindows() && name.AsSpan().IndexOfAny('%', '/') < 0)
        {
            var literal = Path.Join(folder, name);
            if (Exists(literal, isFolder))
            {
                return Real(literal);
            }
        }

        var wanted = isFolder ? name + "/" : name;
        var entry = Read(folder).FirstOrDefault(entry => entry.Name == wanted && entry.IsFolder == isFolder);
        return entry.Path is null ? null : Real(entry.Path);
    }

    private static bool Exists(string path, bool isFolder) => isFolder ? Directory.Exists(path) : File.Exists(path);

    private bool IsInside(string target)
    {
        for (var at = Path.GetDirectoryName(target); at is not null; at = Path.GetDirectoryName(at))
        {
            if (at == root)
            {
                return true;
            }

            if (IsLink(at))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsLink(string path)
    {
        var info = new FileInfo(path);
        return info.Attributes.HasFlag(FileAttributes.ReparsePoint) && info.LinkTarget is not null;
    }
}
