using System.Security.Cryptography;
using System.Text;
using InputSdk;

namespace InputHost.Serve.Inputs;

/// <summary>
/// The folder in which the console stores all data: its database, the keys that encrypt the secrets, and the state and
/// records of each input. Only the owner can read it, and only one process can use it at a time.
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

    /// <summary>
    /// Identifies the folder in the names of cookies: two consoles on one machine share the cookies of a browser, even
    /// if their ports differ.
    /// </summary>
    public string CookieSuffix => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..8];

    public string Database => Path.Combine(Root, "console.db");

    public string Keys => Created("keys");

    /// <exception cref="HostException">The folder cannot be written, or another process uses it.</exception>
    public static DataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            RefuseOthers(root);
            Create(root);
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
            throw new HostException(
                ErrorKind.Config,
                $"The data folder {root} is used by another process ({e.Message.TrimEnd('.')}). "
                    + "Choose another folder with --data."
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(
                ErrorKind.Config,
                $"The data folder {root} cannot be used ({e.Message.TrimEnd('.')}). Choose another folder with --data."
            );
        }
    }

    /// <summary>The path of the state file of an input. Creates its folder.</summary>
    public string State(string input) => Path.Combine(Created("inputs", input), "state.db");

    /// <summary>
    /// Creates the folder for the records of an input. A full re-sync writes to the folder with the next number.
    /// </summary>
    public string Records(string input, int number) => Created("inputs", input, FolderName(number));

    /// <summary>The path of the same folder, without creating it.</summary>
    public string RecordsPath(string input, int number) => Path.Combine(Root, "inputs", input, FolderName(number));

    /// <summary>Removes a folder of records or, without a number, the whole folder of a removed input.</summary>
    public void Remove(string input, int? number = null)
    {
        var folder = number is null ? Path.Combine(Root, "inputs", input) : RecordsPath(input, number.Value);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Removes the folders of records that belong neither to the input nor to its full re-sync. A kill can cause them.
    /// </summary>
    public void KeepRecords(string input, int number, bool full)
    {
        foreach (var folder in Directory.EnumerateDirectories(Created("inputs", input), $"{FolderPrefix}*"))
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

    /// <summary>Removes the state of an input, and keeps its records.</summary>
    public void RemoveState(string input)
    {
        foreach (var file in Directory.EnumerateFiles(Created("inputs", input), "state.db*"))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string FolderName(int number) => $"{FolderPrefix}{number}";

    /// <summary>
    /// Refuses a folder with other files that other users can read, because the console would remove their access.
    /// </summary>
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
                ErrorKind.Config,
                $"The data folder {root} contains other files, and other users can read it. "
                    + "Choose a separate folder with --data."
            );
        }
    }

    private string Created(params string[] parts)
    {
        var path = Root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            Create(path);
        }

        return path;
    }

    private static void Create(string path)
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
            // Another program may have created it with access for all users.
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }
}
