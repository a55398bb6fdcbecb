using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost.State;

/// <summary>
/// The state of one input in a <see cref="StateFile"/>: its checkpoint and the lengths of its output files, updated in
/// one transaction.
/// </summary>
internal sealed class SqliteCheckpointStore : ICheckpointStore
{
    private readonly StateFile _file;

    private SqliteCheckpointStore(StateFile file) => _file = file;

    /// <exception cref="HostException">The file is in use, of another input, or not a state file.</exception>
    public static SqliteCheckpointStore Open(string path, string connectorId) => new(StateFile.Open(path, connectorId));

    public Checkpoint? Load(CheckpointKind slot) =>
        Rows(
                "SELECT version, state FROM checkpoint WHERE slot = $slot",
                row => new Checkpoint { Version = row.GetInt32(0), State = row.GetFieldValue<byte[]>(1) },
                Slot(slot)
            )
            .SingleOrDefault();

    public IReadOnlyDictionary<string, long> Lengths(CheckpointKind slot, string folder) =>
        Rows(
                "SELECT name, length FROM file WHERE slot = $slot AND folder = $folder",
                row => (Name: row.GetString(0), Length: row.GetInt64(1)),
                Slot(slot),
                ("$folder", folder)
            )
            .ToDictionary(file => file.Name, file => file.Length);

    public string? OtherFolder(CheckpointKind slot, string folder) =>
        (string?)
            _file.Run(file =>
                file.Scalar(
                    "SELECT folder FROM file WHERE slot = $slot AND folder <> $folder AND length > 0 "
                        + "ORDER BY rowid DESC",
                    Slot(slot),
                    ("$folder", folder)
                )
            );

    public IReadOnlyDictionary<string, long> Segments(CheckpointKind slot, string folder) =>
        Rows(
                "SELECT name, number FROM segment WHERE slot = $slot AND folder = $folder",
                row => (Name: row.GetString(0), Number: row.GetInt64(1)),
                Slot(slot),
                ("$folder", folder)
            )
            .ToDictionary(file => file.Name, file => file.Number);

    public void CloseSegment(CheckpointKind slot, string folder, string name, long number) =>
        _file.Change(file =>
        {
            (string, object)[] values = [Slot(slot), ("$folder", folder), ("$name", name), ("$number", number)];
            file.Execute("INSERT OR REPLACE INTO segment VALUES ($slot, $folder, $name, $number)", values);
            file.Execute(
                "UPDATE file SET length = 0 WHERE slot = $slot AND folder = $folder AND name = $name",
                values.AsSpan(..3)
            );
        });

    public void Register(CheckpointKind slot, string folder, string name) =>
        _file.Change(file =>
            file.Execute(
                "INSERT OR IGNORE INTO file VALUES ($slot, $folder, $name, 0)",
                Slot(slot),
                ("$folder", folder),
                ("$name", name)
            )
        );

    public CommittedTotals Totals(CheckpointKind slot) =>
        Rows(
                "SELECT records, rejected_lines, bytes, objects FROM sums WHERE slot = $slot",
                row => new CommittedTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                Slot(slot)
            )
            .SingleOrDefault();

    public void Commit(
        CheckpointKind slot,
        Checkpoint checkpoint,
        string? folder,
        IReadOnlyDictionary<string, long> lengths,
        CommittedTotals more
    ) =>
        _file.Change(file =>
        {
            file.Execute(
                "INSERT OR REPLACE INTO checkpoint VALUES ($slot, $version, $state)",
                Slot(slot),
                ("$version", checkpoint.Version),
                ("$state", checkpoint.State.ToArray())
            );
            foreach (var (name, length) in lengths)
            {
                file.Execute(
                    "INSERT OR REPLACE INTO file VALUES ($slot, $folder, $name, $length)",
                    Slot(slot),
                    ("$folder", folder!),
                    ("$name", name),
                    ("$length", length)
                );
            }

            file.Execute(
                """
                INSERT INTO sums VALUES ($slot, $records, $rejected, $bytes, $objects) ON CONFLICT DO UPDATE SET
                    records = records + $records, rejected_lines = rejected_lines + $rejected,
                    bytes = bytes + $bytes, objects = objects + $objects
                """,
                Slot(slot),
                ("$records", more.Records),
                ("$rejected", more.RejectedLines),
                ("$bytes", more.Bytes),
                ("$objects", more.Objects)
            );
        });

    public void StartFull(string? output) =>
        _file.Change(file =>
        {
            var target = output ?? "-";
            if (FullReadFolder(file) != target || output is null)
            {
                Delete(file, CheckpointKind.Full);
                file.Execute("DELETE FROM full_read");
                file.Execute("INSERT INTO full_read VALUES ($folder)", ("$folder", target));
            }
        });

    public bool IsFullUnderWay(string output) => _file.Run(FullReadFolder) == output;

    public void DiscardFull() =>
        _file.Change(file =>
        {
            Delete(file, CheckpointKind.Full);
            file.Execute("DELETE FROM full_read");
        });

    public void CompleteFull() =>
        _file.Change(file =>
        {
            Delete(file, CheckpointKind.Current);
            file.Execute("UPDATE checkpoint SET slot = $slot", Slot(CheckpointKind.Current));
            file.Execute("UPDATE file SET slot = $slot", Slot(CheckpointKind.Current));
            file.Execute("UPDATE segment SET slot = $slot", Slot(CheckpointKind.Current));
            file.Execute("UPDATE sums SET slot = $slot", Slot(CheckpointKind.Current));
            file.Execute("DELETE FROM full_read");
        });

    public void Dispose() => _file.Dispose();

    private static string? FullReadFolder(SqliteFile file) => (string?)file.Scalar("SELECT folder FROM full_read");

    private static void Delete(SqliteFile file, CheckpointKind slot)
    {
        file.Execute("DELETE FROM checkpoint WHERE slot = $slot", Slot(slot));
        file.Execute("DELETE FROM file WHERE slot = $slot", Slot(slot));
        file.Execute("DELETE FROM segment WHERE slot = $slot", Slot(slot));
        file.Execute("DELETE FROM sums WHERE slot = $slot", Slot(slot));
    }

    private static (string Name, object Value) Slot(CheckpointKind slot) => ("$slot", slot.ToString());

    private IReadOnlyList<T> Rows<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params (string Name, object Value)[] values
    ) => _file.Run(file => file.Rows(sql, read, values));
}
