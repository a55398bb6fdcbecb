using System.Security.Cryptography;
using System.Text;

namespace InputHost.Serve;

/// <summary>
/// Where the console keeps everything: its database, the keys that secrets are encrypted with, and for
/// each input its state and its records. Readable by its owner alone, held by one process at a time.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string FolderPrefix = "records-";
    private const string LockFile = "lock";

    private readonly FileStream _lock;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    /// <summary>Tells it from others: two consoles of one machine share the cookies of a browser, whatever their ports.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..8];

    public string Database => Path.Combine(Root, "console.db");

    public string Keys => Made("keys");

    /// <exception cref="HostException">It cannot be written, or another process has it.</exception>
    public static DataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            RefuseOthers(root);
            Make(root);
            return new DataFolder(
                root,
                new FileStream(
                    Path.Combine(root, LockFile),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                )
            );
        }
        catch (IOException e) when (File.Exists(Path.Combine(root, LockFile)))
        {
            throw new HostException(ExitCode.Usage, $"The data folder {root} is used by another process: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ExitCode.Usage, $"The data folder {root} cannot be used: {e.Message}");
        }
    }

    /// <summary>The state file of an input.</summary>
    public string State(string input) => Path.Combine(Made("inputs", input), "state.db");

    /// <summary>Where the records of an input go; a full re-sync writes to the folder of the next number.</summary>
    public string Records(string input, int number) => Made("inputs", input, FolderName(number));

    /// <summary>The same without making it.</summary>
    public string RecordsPath(string input, int number) => Path.Combine(Root, "inputs", input, FolderName(number));

    /// <summary>Removes a folder of records, or without a number all of an input that is no longer there.</summary>
    public void Remove(string input, int? number = null)
    {
        var folder = number is null ? Path.Combine(Root, "inputs", input) : RecordsPath(input, number.Value);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes folders of records that are neither the input's nor that of its full re-sync: a kill left them.</summary>
    public void KeepRecords(string input, int number, bool full)
    {
        foreach (var folder in Directory.EnumerateDirectories(Made("inputs", input), $"{FolderPrefix}*"))
        {
            if (
                Path.GetFileName(folder) != FolderName(number)
                && !(full && Path.GetFileName(folder) == FolderName(number + 1))
            )
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Removes what an input knows of its place, and leaves its records.</summary>
    public void RemoveState(string input)
    {
        foreach (var file in Directory.EnumerateFiles(Made("inputs", input), "state.db*"))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string FolderName(int number) => $"{FolderPrefix}{number}";

    /// <summary>A folder that holds something else is not closed to those who may read it now.</summary>
    private static void RefuseOthers(string root)
    {
        if (
            !OperatingSystem.IsWindows()
            && Directory.Exists(root)
            && !File.Exists(Path.Combine(root, LockFile))
            && (File.GetUnixFileMode(root) & ~OwnerOnly) != UnixFileMode.None
            && Directory.EnumerateFileSystemEntries(root).Any()
        )
        {
            throw new HostException(
                ExitCode.Usage,
                $"The data folder {root} holds other files and may be read by others. Name a folder of its own."
            );
        }
    }

    private string Made(params string[] parts)
    {
        var path = Root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            Make(path);
        }

        return path;
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        else
        {
            // Made by somebody else, perhaps for all to read.
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }
}
