using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost;

/// <summary>
/// The state file of one input: its checkpoint and the lengths of its output files, updated in one transaction.
/// It is a SQLite file that one process at a time can open.
/// </summary>
internal sealed class CheckpointStore : IDisposable
{
    // "INHS": identifies state files among SQLite files.
    private const int ApplicationId = 0x494E4853;

    private const int FormatVersion = 1;

    private readonly SqliteConnection _connection;
    private readonly string _path;

    private CheckpointStore(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    /// <exception cref="HostException">The file is in use, of another input, or not a state file.</exception>
    public static CheckpointStore Open(string path, string connectorId)
    {
        RefuseUnusable(path);
        if (!File.Exists(path))
        {
            Create(path, connectorId);
        }

        return OpenAs(path, path, connectorId, journal: "WAL");
    }

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

    private static CheckpointStore OpenAs(string file, string path, string connectorId, string journal)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString()
        );
        var state = new CheckpointStore(connection, path);
        try
        {
            state.Guarded(() =>
            {
                connection.Open();
                state.Prepare(connectorId, journal);
            });
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    public Checkpoint? Load(CheckpointKind slot) =>
        Guarded(() =>
        {
            using var command = Command(
                "SELECT version, state FROM checkpoint WHERE slot = $slot",
                ("$slot", slot.ToString())
            );
            using var reader = command.ExecuteReader();
            return reader.Read()
                ? new Checkpoint { Version = reader.GetInt32(0), State = reader.GetFieldValue<byte[]>(1) }
                : null;
        });

    /// <summary>The committed lengths of the files in a folder, by name.</summary>
    public IReadOnlyDictionary<string, long> Lengths(CheckpointKind slot, string folder) =>
        Guarded(() =>
        {
            var lengths = new Dictionary<string, long>();
            using var command = Command(
                "SELECT name, length FROM file WHERE slot = $slot AND folder = $folder",
                ("$slot", slot.ToString()),
                ("$folder", folder)
            );
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                lengths[reader.GetString(0)] = reader.GetInt64(1);
            }

            return lengths;
        });

    /// <summary>Stores the name of a file before it is created, so that it is recognized after a kill.</summary>
    public void Register(CheckpointKind slot, string folder, string name) =>
        Guarded(() =>
            Execute(
                "INSERT OR IGNORE INTO file VALUES ($slot, $folder, $name, 0)",
                ("$slot", slot.ToString()),
                ("$folder", folder),
                ("$name", name)
            )
        );

    /// <summary>The sums of all checkpoints of a slot.</summary>
    public CommittedTotals Totals(CheckpointKind slot) =>
        Guarded(() =>
        {
            using var command = Command(
                "SELECT records, rejected_lines, bytes, objects FROM sums WHERE slot = $slot",
                ("$slot", slot.ToString())
            );
            using var reader = command.ExecuteReader();
            return reader.Read()
                ? new CommittedTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3))
                : default;
        });

    /// <summary>
    /// Stores a checkpoint with the lengths of the output files, and adds what it covers since the previous one.
    /// </summary>
    public void Commit(
        CheckpointKind slot,
        Checkpoint checkpoint,
        string? folder,
        IReadOnlyDictionary<string, long> lengths,
        CommittedTotals more
    ) =>
        Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            Execute(
                "INSERT OR REPLACE INTO checkpoint VALUES ($slot, $version, $state)",
                ("$slot", slot.ToString()),
                ("$version", checkpoint.Version),
                ("$state", checkpoint.State.ToArray())
            );
            foreach (var (name, length) in lengths)
            {
                Execute(
                    "INSERT OR REPLACE INTO file VALUES ($slot, $folder, $name, $length)",
                    ("$slot", slot.ToString()),
                    ("$folder", folder!),
                    ("$name", name),
                    ("$length", length)
                );
            }

            Execute(
                """
                INSERT INTO sums VALUES ($slot, $records, $rejected, $bytes, $objects) ON CONFLICT DO UPDATE SET
                    records = records + $records, rejected_lines = rejected_lines + $rejected,
                    bytes = bytes + $bytes, objects = objects + $objects
                """,
                ("$slot", slot.ToString()),
                ("$records", more.Records),
                ("$rejected", more.RejectedLines),
                ("$bytes", more.Bytes),
                ("$objects", more.Objects)
            );
            transaction.Commit();
        });

    /// <summary>
    /// Starts a full read with a separate checkpoint, or resumes it if it was interrupted while writing to the same
    /// folder.
    /// </summary>
    public void StartFull(string? folder) =>
        Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            using var started = Command("SELECT folder FROM full_read");
            var target = folder ?? "-";
            if ((string?)started.ExecuteScalar() != target || folder is null)
            {
                Delete(CheckpointKind.Full);
                Execute("DELETE FROM full_read");
                Execute("INSERT INTO full_read VALUES ($folder)", ("$folder", target));
            }

            transaction.Commit();
        });

    /// <summary>Whether a full read into this folder was started and has not caught up.</summary>
    public bool IsFullUnderWay(string folder) =>
        Guarded(() =>
        {
            using var started = Command("SELECT folder FROM full_read");
            return (string?)started.ExecuteScalar() == folder;
        });

    /// <summary>Discards a full read that has not caught up. The current checkpoint does not change.</summary>
    public void DiscardFull() =>
        Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            Delete(CheckpointKind.Full);
            Execute("DELETE FROM full_read");
            transaction.Commit();
        });

    /// <summary>The full read has caught up: its checkpoint replaces the current one.</summary>
    public void CompleteFull() =>
        Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            Delete(CheckpointKind.Current);
            Execute("UPDATE checkpoint SET slot = $current", ("$current", nameof(CheckpointKind.Current)));
            Execute("UPDATE file SET slot = $current", ("$current", nameof(CheckpointKind.Current)));
            Execute("UPDATE sums SET slot = $current", ("$current", nameof(CheckpointKind.Current)));
            Execute("DELETE FROM full_read");
            transaction.Commit();
        });

    public void Dispose() => _connection.Dispose();

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
                    ExitCode.Checkpoint,
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
            ExitCode.Usage,
            $"The state file {path} cannot be opened for writing. Grant write permission on the file and on its "
                + "folder, which also contains the journal of the file."
        );

    private void Prepare(string connectorId, string journal)
    {
        // Locked from the first write to the end of the process: a second process would write the same records.
        Execute("PRAGMA locking_mode = EXCLUSIVE");
        var application = Scalar("PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || Scalar("SELECT count(*) FROM sqlite_schema") > 0))
        {
            throw new HostException(
                ExitCode.Checkpoint,
                $"{_path} is a SQLite file of another program, not a state file, and was not changed. "
                    + "Specify another file with --state."
            );
        }

        Execute($"PRAGMA journal_mode = {journal}");
        Execute("PRAGMA synchronous = FULL");
        using var transaction = _connection.BeginTransaction();
        if (application == 0)
        {
            Execute($"PRAGMA application_id = {ApplicationId}");
            Execute($"PRAGMA user_version = {FormatVersion}");
            Execute("CREATE TABLE input (connector TEXT NOT NULL)");
            Execute("CREATE TABLE checkpoint (slot TEXT PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL)");
            Execute(
                "CREATE TABLE file (slot TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, "
                    + "length INTEGER NOT NULL, PRIMARY KEY (slot, folder, name))"
            );
            Execute("CREATE TABLE full_read (folder TEXT NOT NULL)");
            Execute("INSERT INTO input VALUES ($connector)", ("$connector", connectorId));
        }

        // A write takes the lock, even if it changes no value.
        Execute("UPDATE input SET connector = connector");
        transaction.Commit();
        var version = Scalar("PRAGMA user_version");
        if (version != FormatVersion)
        {
            throw new HostException(
                ExitCode.Checkpoint,
                $"The state file {_path} has the format version {version}, but this host supports version "
                    + $"{FormatVersion}. Use the version of the host that wrote the file."
            );
        }

        // State files of earlier versions have no sums. Their sums start at 0.
        Execute(
            "CREATE TABLE IF NOT EXISTS sums (slot TEXT PRIMARY KEY, records INTEGER NOT NULL, "
                + "rejected_lines INTEGER NOT NULL, bytes INTEGER NOT NULL, objects INTEGER NOT NULL)"
        );
        using var command = Command("SELECT connector FROM input");
        if ((string?)command.ExecuteScalar() is var owner && owner != connectorId)
        {
            throw new HostException(
                ExitCode.Checkpoint,
                $"The state file {_path} belongs to the input \"{owner}\", not to \"{connectorId}\". "
                    + "Specify another file with --state."
            );
        }
    }

    private void Delete(CheckpointKind slot)
    {
        Execute("DELETE FROM checkpoint WHERE slot = $slot", ("$slot", slot.ToString()));
        Execute("DELETE FROM file WHERE slot = $slot", ("$slot", slot.ToString()));
        Execute("DELETE FROM sums WHERE slot = $slot", ("$slot", slot.ToString()));
    }

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private void Guarded(Action action) =>
        Guarded(() =>
        {
            action();
            return 0;
        });

    private T Guarded<T>(Func<T> action)
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
                    ExitCode.Usage,
                    $"The state file {_path} is in use by another process. "
                        + "Wait until that process ends, or specify another state file."
                ),
                8 or 14 => NotWritable(_path),
                11 or 26 => new HostException(
                    ExitCode.Checkpoint,
                    $"{_path} is damaged or is not a state file, and was not changed. "
                        + "Restore it from a backup, or specify another file."
                ),
                10 or 13 => new HostException(
                    ExitCode.Transient,
                    $"The state file {_path} could not be written: the disk is full or failing. Nothing after the last "
                        + "checkpoint was kept. Free disk space and run again: the run resumes there."
                ),
                _ => new HostException(
                    ExitCode.Internal,
                    $"The state file {_path} could not be used: SQLite error {e.SqliteErrorCode}."
                ),
            };
        }
    }
}

/// <summary>The checkpoints that a state file can contain.</summary>
internal enum CheckpointKind
{
    /// <summary>The checkpoint of the input.</summary>
    Current,

    /// <summary>The checkpoint of a full read, which replaces the other when the read has caught up.</summary>
    Full,
}
