using System.Text.Json;
using System.Text.Json.Nodes;
using InputHost.Read;
using InputHost.Serve.Json;
using InputHost.State;
using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost.Serve.Inputs;

/// <summary>
/// Stores the inputs, their runs and the data that the pages show, in one SQLite file. Only the state file of an input
/// decides where it resumes. This file can be older than the state file by one checkpoint.
/// </summary>
internal sealed class InputStore : IDisposable
{
    private const int RunsKept = 20;
    private const int MinutesKept = 60;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = ApiJson.Options;

    private readonly SqliteFile _file;
    private readonly Lock _lock = new();

    private InputStore(SqliteFile file) => _file = file;

    /// <exception cref="HostException">The file cannot be used as the database of the console.</exception>
    public static InputStore Open(string path)
    {
        SqliteFile? file = null;
        try
        {
            file = SqliteFile.Open(path, LockTimeout);
            DatabaseVersion.Check(file, path);
            file.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            DatabaseTables.Create(file);
            DatabaseVersion.Store(file);
            return new InputStore(file);
        }
        catch (HostException)
        {
            file?.Dispose();
            throw;
        }
        catch (SqliteException e)
        {
            file?.Dispose();
            throw new HostException(
                ErrorKind.Config,
                $"{path} cannot be used as the database of the console ({e.Message.TrimEnd('.')}). "
                    + "Restore the file from a backup."
            );
        }
    }

    public IReadOnlyList<StoredInput> All() =>
        Rows(
            """
            SELECT input.*, input_format.format FROM input LEFT JOIN input_format ON input_format.input = input.id
                ORDER BY name, id
            """,
            ReadInput
        );

    public void Add(StoredInput input) =>
        Save(
            """
            INSERT INTO input VALUES ($id, $name, $connector, $settings, $secrets, $secretsSet,
                $schedule, $folder, $full, $sums, $fullSums, $cursor)
            """,
            input
        );

    /// <summary>Changes a stored input. Does nothing if the input was removed.</summary>
    public void Save(StoredInput input) =>
        Save(
            """
            UPDATE input SET name = $name, connector = $connector,
                settings = $settings, secrets = $secrets, secrets_set = $secretsSet,
                schedule = $schedule, folder = $folder, full = $full,
                sums = $sums, full_sums = $fullSums, cursor = $cursor WHERE id = $id
            """,
            input
        );

    public void Delete(string id) => Execute("DELETE FROM input WHERE id = $id", ("$id", id));

    /// <summary>The latest runs with their numbers, the newest first.</summary>
    public IReadOnlyList<(long Number, StoredRun Run)> Runs(string input) =>
        Rows(
            "SELECT number, run FROM run WHERE input = $input ORDER BY number DESC",
            row => (row.GetInt64(0), Parse<StoredRun>(row.GetString(1))),
            ("$input", input)
        );

    public void SaveRun(string input, long number, StoredRun run)
    {
        Execute(
            "INSERT OR REPLACE INTO run VALUES ($input, $number, $run)",
            ("$input", input),
            ("$number", number),
            ("$run", Text(run))
        );
        Execute(
            "DELETE FROM run WHERE input = $input AND number <= $number",
            ("$input", input),
            ("$number", number - RunsKept)
        );
    }

    public void DeleteRun(string input, long number) =>
        Execute("DELETE FROM run WHERE input = $input AND number = $number", ("$input", input), ("$number", number));

    public IReadOnlyList<(DateTimeOffset Minute, long Records)> Minutes(string input) =>
        Rows(
            "SELECT minute, records FROM minute WHERE input = $input ORDER BY minute",
            row => (DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(0) * 60), row.GetInt64(1)),
            ("$input", input)
        );

    public void AddToMinute(string input, DateTimeOffset time, long records)
    {
        var minute = time.ToUnixTimeSeconds() / 60;
        Execute(
            """
            INSERT INTO minute VALUES ($input, $minute, $records)
                ON CONFLICT DO UPDATE SET records = records + $records
            """,
            ("$input", input),
            ("$minute", minute),
            ("$records", records)
        );
        Execute(
            "DELETE FROM minute WHERE input = $input AND minute <= $oldest",
            ("$input", input),
            ("$oldest", minute - MinutesKept)
        );
    }

    public IReadOnlyList<UnreadObject> UnreadObjects(string input) =>
        Rows(
            "SELECT found FROM left_object WHERE input = $input ORDER BY object, version",
            row => Parse<UnreadObject>(row.GetString(0)),
            ("$input", input)
        );

    public void SaveUnreadObject(string input, UnreadObject unread) =>
        Execute(
            "INSERT OR REPLACE INTO left_object VALUES ($input, $object, $version, $found)",
            ("$input", input),
            ("$object", unread.Object),
            ("$version", unread.Version),
            ("$found", Text(unread))
        );

    public void DeleteUnreadObject(string input, string key, string version) =>
        Execute(
            "DELETE FROM left_object WHERE input = $input AND object = $object AND version = $version",
            ("$input", input),
            ("$object", key),
            ("$version", version)
        );

    public void Dispose() => _file.Dispose();

    private static (string Name, object Value)[] Values(StoredInput input) =>
        [
            ("$id", input.Id),
            ("$name", input.Name),
            ("$connector", input.Connector),
            ("$settings", input.Settings.ToJsonString()),
            ("$secrets", (object?)input.Secrets ?? DBNull.Value),
            ("$secretsSet", Text(input.SecretsSet)),
            ("$schedule", Text(input.Schedule)),
            ("$folder", input.Folder),
            ("$full", input.Full ? 1 : 0),
            ("$sums", Text(input.Sums)),
            ("$fullSums", Text(input.FullSums)),
            ("$cursor", input.Cursor is null ? DBNull.Value : Text(input.Cursor)),
        ];

    private static StoredInput ReadInput(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            Name = row.GetString(1),
            Connector = row.GetString(2),
            Settings = JsonNode.Parse(row.GetString(3))!.AsObject(),
            Secrets = row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
            SecretsSet = Parse<Dictionary<string, DateTimeOffset>>(row.GetString(5)),
            Schedule = Parse<Schedule>(row.GetString(6)).Upgraded(),
            Folder = row.GetInt32(7),
            Full = row.GetInt32(8) != 0,
            Sums = Parse<CommittedTotals>(row.GetString(9)),
            FullSums = Parse<CommittedTotals>(row.GetString(10)),
            Cursor = row.IsDBNull(11) ? null : Parse<Cursor>(row.GetString(11)),
            Format = row.IsDBNull(12) ? null : row.GetString(12),
        };

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json);

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;

    private IReadOnlyList<T> Rows<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        lock (_lock)
        {
            return _file.Rows(sql, read, values);
        }
    }

    /// <summary>Writes an input and its format in one transaction. Does nothing if the input was removed.</summary>
    private void Save(string sql, StoredInput input)
    {
        lock (_lock)
        {
            using var transaction = _file.StartTransaction();
            _file.Execute(sql, Values(input));
            _file.Execute(
                input.Format is null
                    ? "DELETE FROM input_format WHERE input = $id"
                    : """
                    INSERT INTO input_format SELECT $id, $format FROM input WHERE id = $id
                        ON CONFLICT DO UPDATE SET format = $format
                    """,
                input.Format is null ? [("$id", input.Id)] : [("$id", input.Id), ("$format", input.Format)]
            );
            transaction.Commit();
        }
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (_lock)
        {
            _file.Execute(sql, values);
        }
    }
}
