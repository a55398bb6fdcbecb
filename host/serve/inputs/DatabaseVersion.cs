using InputHost.State;
using InputSdk;

namespace InputHost.Serve.Inputs;

/// <summary>The version of the format of the console's database.</summary>
internal static class DatabaseVersion
{
    public const int Current = 1;

    // Version 0.1.0 wrote no version. Its format is that of version 1.
    private const int Unset = 0;

    /// <summary>Refuses a database of a newer program before anything in it is changed.</summary>
    /// <exception cref="HostException">The version is not supported.</exception>
    public static void Check(SqliteFile file, string path)
    {
        var version = (long)file.Scalar("PRAGMA user_version")!;
        if (version is not (Unset or Current))
        {
            throw new HostException(
                ErrorKind.Checkpoint,
                $"The database of the console {path} has the format version {version}, but this program supports "
                    + $"version {Current}. It was not changed. Use the version of the program that wrote it, or "
                    + "restore the whole data folder from a backup that this version wrote."
            );
        }
    }

    /// <summary>Stores the version in the same file as the tables.</summary>
    public static void Store(SqliteFile file) => file.Execute($"PRAGMA user_version = {Current}");
}
