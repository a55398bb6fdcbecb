using System.IO.Enumeration;

namespace LocalS3;

/// <summary>An entry of a folder. The name of a folder ends with <c>/</c>, so that names sort like keys.</summary>
internal readonly record struct DiskEntry(string Name, string Path, bool IsFolder);

/// <summary>
/// The served folder. Converts names from requests to paths and checks links, so that no file outside the folder is
/// served. It assumes that the owner of the folder does not change links while they are checked.
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

    /// <summary>The path of a bucket; null if it does not exist.</summary>
    public string? FindBucket(string name)
    {
        var bucket = Path.Join(root, name);
        return Directory.Exists(bucket) ? ResolveLink(bucket) : null;
    }

    /// <summary>
    /// The path of a key's file; null if it does not exist. It ignores case if the file system does.
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
    /// The entries of a folder, unordered, enumerated lazily, and with unchecked links. Empty if the folder no longer
    /// exists.
    /// </summary>
    public IEnumerable<DiskEntry> Read(string folder)
    {
        FileSystemEnumerable<(string Name, bool IsFolder)> found;
        try
        {
            // This already opens the folder.
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

    /// <summary>The entries sorted by name, with a file before a folder of the same name.</summary>
    public IReadOnlyList<DiskEntry> Sorted(string folder) => cache.Sorted(folder, Read);

    /// <summary>
    /// The path itself or, if it is a link, the path of its target file in the served folder. The target is opened
    /// instead of the link, so that the opened path is the checked one. Links to folders are always refused: they could
    /// form a cycle and make a listing endless.
    /// </summary>
    public string ResolveLink(string path)
    {
        if (!IsLink(path))
        {
            return path;
        }

        if (Directory.Exists(path))
        {
            throw Errors.AccessDenied(
                $"'{DisplayPath(path)}' is a link to a folder. Links to folders are not followed."
            );
        }

        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        return target is not null && IsInside(target)
            ? target
            : throw Errors.AccessDenied($"'{DisplayPath(path)}' is a link to a path outside the served folder.");
    }

    /// <summary>The path relative to the served folder, for messages.</summary>
    public string DisplayPath(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private DiskEntry Entry(string path, string diskName, bool isFolder)
    {
        // Invalid UTF-8 is decoded as U+FFFD; a file of that decoded name does not exist.
        if (diskName.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path))
        {
            throw Errors.CannotServe(DisplayPath(path), "its name is not UTF-8");
        }

        var (name, why) = FileNames.Decode(diskName, isFolder);
        return name is not null
            ? new DiskEntry(isFolder ? name + "/" : name, path, isFolder)
            : throw Errors.CannotServe(DisplayPath(path), why);
    }

    private string? Find(string folder, string name, bool isFolder)
    {
        // Tries the canonical encoding, then the literal name if it is safe, then any other encoding.
        var encoded = Path.Join(folder, FileNames.Encode(name));
        if (Exists(encoded, isFolder))
        {
            return ResolveLink(encoded);
        }

        if (!OperatingSystem.IsWindows() && name.AsSpan().IndexOfAny('%', '/') < 0)
        {
            var literal = Path.Join(folder, name);
            if (Exists(literal, isFolder))
            {
                return ResolveLink(literal);
            }
        }

        var wanted = isFolder ? name + "/" : name;
        var entry = Read(folder).FirstOrDefault(entry => entry.Name == wanted && entry.IsFolder == isFolder);
        return entry.Path is null ? null : ResolveLink(entry.Path);
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
