using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost.State;

/// <summary>
/// The SQLite file of <see cref="SqliteCheckpointStore"/>: how it is created, recognized and locked. One process at a
/// time can open it. Errors of SQLite name the file and what to do.
/// </summary>
internal sealed class StateFile : IDisposable
{
    // "INHS": identifies state files among SQLite files.
    private const int ApplicationId = 0x494E4853;

    private const int FormatVersion = 1;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file;
    private readonly string _path;

    private StateFile(SqliteFile file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <exception cref="HostException">The file is in use, of another input, or not a state file.</exception>
    public static StateFile Open(string path, string connectorId)
    {
        RefuseUnusable(path);
        if (!File.Exists(path))
        {
            Create(path, connectorId);
        }

        return OpenAs(path, path, connectorId, journal: "WAL");
    }

    /// <exception cref="HostException">The file cannot be read or written.</exception>
    public T Run<T>(Func<SqliteFile, T> action) => Guarded(_path, () => action(_file));

    /// <summary>Runs statements in one transaction.</summary>
    /// <exception cref="HostException">The file cannot be read or written. Nothing was changed.</exception>
    public void Change(Action<SqliteFile> action) =>
        Run(file =>
        {
            using var transaction = file.StartTransaction();
            action(file);
            transaction.Commit();
            return true;
        });

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Creates the file under another name and renames it, so that a kill cannot result in an empty state file.
    /// </summary>
    private static void Create(string path, string connectorId)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            // A journal in a separate file would not be renamed with the database, so its data would be lost.
            OpenAs(temporary, path, connectorId, journal: "MEMORY").Dispose();
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process created it at the same time; the lock decides which of them continues.
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static StateFile OpenAs(string file, string path, string connectorId, string journal)
    {
        var state = Guarded(path, () => new StateFile(SqliteFile.Open(file, LockTimeout), path));
        try
        {
            return state.Run(_ => state.Prepared(connectorId, journal));
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a file that is empty or not writable. SQLite would open it and fail later.</summary>
    private static void RefuseUnusable(string path)
    {
        try
        {
            using var file = File.Exists(path)
                ? new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 0
                )
                : null;
            if (file?.Length == 0)
            {
                throw new HostException(
                    ErrorKind.Checkpoint,
                    $"The state file {path} is empty, so the checkpoint is missing. Restore the file from a backup, or "
                        + "delete it to read everything again."
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path);
        }
    }

    private static HostException NotWritable(string path) =>
        new(
            ErrorKind.Config,
            $"The state file {path} cannot be opened for writing. Grant write permission on the file and on its "
                + "folder, which also contains the journal of the file."
        );

    private StateFile Prepared(string connectorId, string journal)
    {
        // Locked from the first write to the end of the process: a second process would write the same records.
        _file.Execute("PRAGMA locking_mode = EXCLUSIVE");
        var application = Number("PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || Number("SELECT count(*) FROM sqlite_schema") > 0))
        {
            throw new HostException(
                ErrorKind.Checkpoint,
                $"{_path} is a SQLite file of another program, not a state file, and was not changed. "
                    + "Specify another file with --state."
            );
        }

        // Before the first write: a later version can have other tables, and the file is not changed.
        if (application == ApplicationId)
        {
            RefuseOtherVersion();
        }

        _file.Execute($"PRAGMA journal_mode = {journal}");
        _file.Execute("PRAGMA synchronous = FULL");
        using var transaction = _file.StartTransaction();
        if (application == 0)
        {
            _file.Execute($"PRAGMA application_id = {ApplicationId}");
            _file.Execute($"PRAGMA user_version = {FormatVersion}");
            _file.Execute("CREATE TABLE input (connector TEXT NOT NULL)");
            _file.Execute(
                "CREATE TABLE checkpoint (slot TEXT PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL)"
            );
            _file.Execute(
                "CREATE TABLE file (slot TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, "
                    + "length INTEGER NOT NULL, PRIMARY KEY (slot, folder, name))"
            );
            _file.Execute("CREATE TABLE full_read (folder TEXT NOT NULL)");
            _file.Execute("INSERT INTO input VALUES ($connector)", ("$connector", connectorId));
        }

        // A write takes the lock, even if it changes no value.
        _file.Execute("UPDATE input SET connector = connector");
        transaction.Commit();

        // State files of earlier versions have no sums and no segments. Their sums start at 0.
        _file.Execute(
            "CREATE TABLE IF NOT EXISTS sums (slot TEXT PRIMARY KEY, records INTEGER NOT NULL, "
                + "rejected_lines INTEGER NOT NULL, bytes INTEGER NOT NULL, objects INTEGER NOT NULL)"
        );
        _file.Execute(
            "CREATE TABLE IF NOT EXISTS segment (slot TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, "
                + "number INTEGER NOT NULL, PRIMARY KEY (slot, folder, name))"
        );
        if ((string?)_file.Scalar("SELECT connector FROM input") is var owner && owner != connectorId)
        {
            throw new HostException(
                ErrorKind.Checkpoint,
                $"The state file {_path} belongs to the input \"{owner}\", not to \"{connectorId}\". "
                    + "Specify another file with --state."
            );
        }

        return this;
    }

    private void RefuseOtherVersion()
    {
        var version = Number("PRAGMA user_version");
        if (version != FormatVersion)
        {
            throw new HostException(
                ErrorKind.Checkpoint,
                $"The state file {_path} has the format version {version}, but this host supports version "
                    + $"{FormatVersion}. It was not changed. Use the version of the host that wrote the file."
            );
        }
    }

    private long Number(string sql) => (long)_file.Scalar(sql)!;

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e)
        {
            // https://sqlite.org/rescode.html
            throw e.SqliteErrorCode switch
            {
                5 or 6 => new HostException(
                    ErrorKind.Config,
                    $"The state file {path} is in use by another process. "
                        + "Wait until that process ends, or specify another state file."
                ),
                8 or 14 => NotWritable(path),
                11 or 26 => new HostException(
                    ErrorKind.Checkpoint,
                    $"{path} is damaged or is not a state file, and was not changed. "
                        + "Restore it from a backup, or specify another file."
                ),
                10 or 13 => new HostException(
                    ErrorKind.Transient,
                    $"The state file {path} could not be written: the disk is full or failing. Nothing after the last "
                        + "checkpoint was kept. Free disk space and run again: the run resumes there."
                ),
                _ => new HostException(
                    ErrorKind.Internal,
                    $"The state file {path} could not be used: SQLite error {e.SqliteErrorCode}."
                ),
            };
        }
    }
}
