using InputHost.Plugins;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Postgres.Records;

/// <summary>
/// Writes records and rejected lines to tables. They are stored in the transaction that stores their checkpoint.
/// Because the ID of a record is a function of its origin, a record that is read again is not stored again.
/// </summary>
internal sealed class PostgresSink : ISink
{
    /// <summary>
    /// If the rows have more days, they are stored before their checkpoint, because an insert needs locks for each
    /// partition. A run that reads them again does not store them again.
    /// </summary>
    private const int MaxDays = 500;

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private static readonly IReadOnlyDictionary<string, long> NoFiles = new Dictionary<string, long>();

    private readonly Session _session;
    private readonly PostgresCheckpointStore? _state;
    private readonly PluginManifest _manifest;
    private readonly string _input;
    private readonly string? _format;
    private readonly Dictionary<string, StagedTable> _tables = new(StringComparer.Ordinal);
    private readonly StagedTable _rejects;
    private readonly TimeProvider _time;
    private long? _lastRetention;

    /// <param name="state">The state of the input, which stores the rows with its checkpoints.</param>
    /// <param name="manifest">The manifest of the connector.</param>
    /// <param name="format">The format of the records; null for the native format.</param>
    /// <param name="time">The clock for the interval between deletions.</param>
    public PostgresSink(PostgresCheckpointStore state, PluginManifest manifest, string? format, TimeProvider time)
        : this(state, state.Session, state.Input, manifest, format, time) => state.StoreRecords = Insert;

    private PostgresSink(
        PostgresCheckpointStore? state,
        Session session,
        string input,
        PluginManifest manifest,
        string? format,
        TimeProvider time
    )
    {
        (_state, _session, _input, _manifest, _format, _time) = (state, session, input, manifest, format, time);
        _rejects = NewTable(RecordTable.Rejects);
    }

    /// <summary>The age of the days whose records are deleted; null to keep all.</summary>
    public TimeSpan? Retain { get; init; }

    private IEnumerable<StagedTable> Tables => _tables.Values.Append(_rejects);

    /// <summary>A sink for a read that stores no checkpoint. The rows are stored at its end.</summary>
    public static PostgresSink WithoutState(
        Database database,
        string input,
        PluginManifest manifest,
        string? format,
        TimeProvider time
    ) => new(state: null, new Session(database), input, manifest, format, time);

    public void Write(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                TableOf(batch.LogType).Add(batch);
                break;
            case RejectedLine line:
                _rejects.Add(line);
                break;
        }

        if (Tables.Sum(table => table.Days) > MaxDays)
        {
            Prepare();
            StoreStaged();
        }
    }

    public IReadOnlyDictionary<string, long> Flush()
    {
        Prepare();
        if (_state is null)
        {
            StoreStaged();
        }

        return NoFiles;
    }

    public void Committed()
    {
        foreach (var table in Tables)
        {
            table.Committed();
        }

        DeleteOld();
    }

    public void Rollback()
    {
        foreach (var table in Tables)
        {
            table.Discard();
        }
    }

    public IEnumerable<string> TakeRemarks()
    {
        if (Tables.Sum(table => table.TakeReplacedValues()) is > 0 and var count)
        {
            yield return $"U+FFFD replaced U+0000, which PostgreSQL cannot store, in {count} values.";
        }
    }

    public void WriteError(InputError error)
    {
        // Tables contain only committed messages, and an error is never committed.
    }

    public void Dispose()
    {
        if (_state is null)
        {
            _session.Dispose();
        }
    }

    private StagedTable TableOf(string logType)
    {
        if (!_tables.TryGetValue(logType, out var table))
        {
            _tables[logType] = table = NewTable(RecordTable.Of(_manifest, logType, _format));
        }

        return table;
    }

    private StagedTable NewTable(RecordTable table) =>
        new(_session, table, _input, _manifest.Id, canRowsExist: _state is null);

    private void Prepare()
    {
        foreach (var table in Tables)
        {
            table.Prepare();
        }
    }

    private void Insert()
    {
        foreach (var table in Tables)
        {
            table.Insert();
        }
    }

    private void StoreStaged()
    {
        if (_state is null)
        {
            _session.Change(Insert);
        }
        else
        {
            _state.Change(Insert);
        }

        foreach (var table in Tables)
        {
            table.Committed();
        }
    }

    private void DeleteOld()
    {
        if (Retain is not { } age || (_lastRetention is { } last && _time.GetElapsedTime(last) < RetentionInterval))
        {
            return;
        }

        foreach (var table in Tables)
        {
            table.DeleteBefore(age);
        }

        _lastRetention = _time.GetTimestamp();
    }
}
