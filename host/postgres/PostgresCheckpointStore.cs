using InputHost.State;
using InputSdk;

namespace InputHost.Postgres;

/// <summary>
/// The state of one input in a database. A run takes the next epoch when it opens the state, and each change compares
/// it: a run that a later run has superseded, such as one of a process that was paused, can store nothing more.
/// </summary>
internal sealed class PostgresCheckpointStore : ICheckpointStore
{
    /// <summary>The tables with rows for each slot.</summary>
    private static readonly string[] SlotTables = ["checkpoint", "file"];

    private readonly string _input;
    private readonly long _epoch;

    private PostgresCheckpointStore(Session session, string input, long epoch) =>
        (Session, _input, _epoch) = (session, input, epoch);

    public Session Session { get; }

    public string Input => _input;

    public bool CanReconnect => true;

    /// <summary>Stores the records of a commit in its transaction.</summary>
    public Action? StoreRecords { get; set; }

    /// <param name="database">The database.</param>
    /// <param name="input">The name of the input, which the first run stores with its connector.</param>
    /// <param name="connectorId">The ID of the connector.</param>
    /// <exception cref="HostException">The state belongs to another connector, or cannot be used.</exception>
    public static PostgresCheckpointStore Open(Database database, string input, string connectorId)
    {
        var session = new Session(database);
        try
        {
            long epoch = 0;
            session.Change(() => epoch = TakeEpoch(session, input, connectorId));
            return new PostgresCheckpointStore(session, input, epoch);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public Checkpoint? Load(CheckpointKind slot)
    {
        Check(
            Session.Scalar("SELECT epoch FROM inputhost.state WHERE input = $1", _input) is long epoch
                && epoch == _epoch
        );
        return Session
            .Rows(
                "SELECT version, state FROM inputhost.checkpoint WHERE input = $1 AND slot = $2",
                row => new Checkpoint { Version = row.GetInt32(0), State = row.GetFieldValue<byte[]>(1) },
                _input,
                slot.ToString()
            )
            .SingleOrDefault();
    }

    public IReadOnlyDictionary<string, long> Lengths(CheckpointKind slot, string folder) =>
        Numbers("length", slot, folder);

    public IReadOnlyDictionary<string, long> Segments(CheckpointKind slot, string folder) =>
        Numbers("segment", slot, folder);

    public string? OtherFolder(CheckpointKind slot, string folder) =>
        (string?)
            Session.Scalar(
                "SELECT folder FROM inputhost.file WHERE input = $1 AND slot = $2 AND folder <> $3 AND length > 0 "
                    + "LIMIT 1",
                _input,
                slot.ToString(),
                folder
            );

    public void CloseSegment(CheckpointKind slot, string folder, string name, long number) =>
        Change(() =>
            Session.Execute(
                """
                INSERT INTO inputhost.file (input, slot, folder, name, length, segment) VALUES ($1, $2, $3, $4, 0, $5)
                    ON CONFLICT (input, slot, folder, name) DO UPDATE SET length = 0, segment = excluded.segment
                """,
                _input,
                slot.ToString(),
                folder,
                name,
                number
            )
        );

    public void Register(CheckpointKind slot, string folder, string name) =>
        Change(() =>
            Session.Execute(
                "INSERT INTO inputhost.file (input, slot, folder, name, length) VALUES ($1, $2, $3, $4, 0) "
                    + "ON CONFLICT DO NOTHING",
                _input,
                slot.ToString(),
                folder,
                name
            )
        );

    public CommittedTotals Totals(CheckpointKind slot) =>
        Session
            .Rows(
                "SELECT records, rejected_lines, bytes, objects FROM inputhost.checkpoint "
                    + "WHERE input = $1 AND slot = $2",
                row => new CommittedTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                _input,
                slot.ToString()
            )
            .SingleOrDefault();

    public void Commit(
        CheckpointKind slot,
        Checkpoint checkpoint,
        string? folder,
        IReadOnlyDictionary<string, long> lengths,
        CommittedTotals more
    ) =>
        Change(() =>
        {
            StoreRecords?.Invoke();
            StoreCheckpoint(Session, _input, slot, checkpoint, more);
            foreach (var (name, length) in lengths)
            {
                StoreLength(Session, _input, slot, folder!, name, length);
            }
        });

    public void StartFull(string? output) =>
        Change(() =>
        {
            var target = output ?? "-";
            if (FullOutput() != target || output is null)
            {
                Delete(CheckpointKind.Full);
                SetFullOutput(target);
            }
        });

    public bool IsFullUnderWay(string output) => FullOutput() == output;

    public void DiscardFull() =>
        Change(() =>
        {
            Delete(CheckpointKind.Full);
            SetFullOutput(null);
        });

    public void CompleteFull() =>
        Change(() =>
        {
            Delete(CheckpointKind.Current);
            foreach (var table in SlotTables)
            {
                Session.Execute(
                    $"UPDATE inputhost.{table} SET slot = $2 WHERE input = $1",
                    _input,
                    nameof(CheckpointKind.Current)
                );
            }

            SetFullOutput(null);
        });

    public void Reconnect() => Session.Reconnect();

    /// <summary>Runs statements in one transaction, in which no later run can take over.</summary>
    public void Change(Action action) =>
        Session.Change(() =>
        {
            var changed = Session.Execute(
                "UPDATE inputhost.state SET owner = owner WHERE input = $1 AND epoch = $2",
                _input,
                _epoch
            );
            Check(changed == 1);
            action();
        });

    public void Dispose() => Session.Dispose();

    public static void StoreCheckpoint(
        Session session,
        string input,
        CheckpointKind slot,
        Checkpoint checkpoint,
        CommittedTotals more
    ) =>
        session.Execute(
            """
            INSERT INTO inputhost.checkpoint AS stored
                (input, slot, version, state, records, rejected_lines, bytes, objects)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (input, slot) DO UPDATE SET
                version = excluded.version, state = excluded.state, stored_at = now(),
                records = stored.records + excluded.records,
                rejected_lines = stored.rejected_lines + excluded.rejected_lines,
                bytes = stored.bytes + excluded.bytes, objects = stored.objects + excluded.objects
            """,
            input,
            slot.ToString(),
            checkpoint.Version,
            checkpoint.State.ToArray(),
            more.Records,
            more.RejectedLines,
            more.Bytes,
            more.Objects
        );

    public static void StoreLength(
        Session session,
        string input,
        CheckpointKind slot,
        string folder,
        string name,
        long length
    ) =>
        session.Execute(
            """
            INSERT INTO inputhost.file (input, slot, folder, name, length) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (input, slot, folder, name) DO UPDATE SET length = excluded.length
            """,
            input,
            slot.ToString(),
            folder,
            name,
            length
        );

    private static long TakeEpoch(Session session, string input, string connectorId)
    {
        // A commit of an earlier run holds the row for its duration. If that takes long, the run is tried again later.
        session.Execute("SET LOCAL lock_timeout = '10s'");
        session.Execute(
            "INSERT INTO inputhost.state (input, connector) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            input,
            connectorId
        );
        var (epoch, connector) = session
            .Rows(
                """
                UPDATE inputhost.state SET epoch = epoch + 1, owner = $2, started_at = now()
                    WHERE input = $1 RETURNING epoch, connector
                """,
                row => (row.GetInt64(0), row.GetString(1)),
                input,
                $"{Environment.MachineName}, process {Environment.ProcessId}"
            )
            .Single();
        return connector == connectorId
            ? epoch
            : throw new HostException(
                ErrorKind.Checkpoint,
                $"The state \"{input}\" in the database {session.Database} belongs to the input \"{connector}\", "
                    + $"not to \"{connectorId}\". Specify another name with --state postgres:NAME."
            );
    }

    private IReadOnlyDictionary<string, long> Numbers(string column, CheckpointKind slot, string folder) =>
        Session
            .Rows(
                $"SELECT name, {column} FROM inputhost.file WHERE input = $1 AND slot = $2 AND folder = $3",
                row => (Name: row.GetString(0), Number: row.GetInt64(1)),
                _input,
                slot.ToString(),
                folder
            )
            .ToDictionary(file => file.Name, file => file.Number);

    private string? FullOutput() =>
        (string?)Session.Scalar("SELECT full_output FROM inputhost.state WHERE input = $1", _input);

    private void SetFullOutput(string? output) =>
        Session.Execute("UPDATE inputhost.state SET full_output = $2 WHERE input = $1", _input, output);

    private void Delete(CheckpointKind slot)
    {
        foreach (var table in SlotTables)
        {
            Session.Execute($"DELETE FROM inputhost.{table} WHERE input = $1 AND slot = $2", _input, slot.ToString());
        }
    }

    private void Check(bool isCurrent)
    {
        if (!isCurrent)
        {
            var owner = Session.Scalar("SELECT owner FROM inputhost.state WHERE input = $1", _input);
            throw new HostException(
                ErrorKind.Config,
                $"A later run of the input \"{_input}\" "
                    + (owner is null ? "has started, or the input was removed" : $"has started ({owner})")
                    + ". This run ends, and stored nothing after its last checkpoint."
            );
        }
    }
}
