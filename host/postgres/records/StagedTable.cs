using System.Globalization;
using InputSdk;

namespace InputHost.Postgres.Records;

/// <summary>
/// Rows for one table that no stored checkpoint covers. They are in memory and are copied to the table with the commit,
/// which is the fastest way to store new rows. If there are many rows, or if rows can exist already, they go through a
/// temporary table of the connection, from which only new rows are inserted.
/// </summary>
internal sealed class StagedTable(
    Session session,
    RecordTable table,
    string input,
    string connectorId,
    bool canRowsExist
)
{
    /// <summary>More rows are kept in a temporary table.</summary>
    private const int MaxBytesInMemory = 48 * 1024 * 1024;

    private readonly RecordRow _row = new(table);
    private readonly int _width = table.Width;
    private readonly string _columns = table.Columns;
    private readonly CopyRows _rows = new();
    private readonly HashSet<DateOnly?> _knownDays = [];
    private readonly HashSet<DateOnly?> _stagedDays = [];
    private bool _isPrepared;
    private bool _hasTemporaryTable;
    private bool _isStaged;
    private bool _canRowsExist = canRowsExist;

    /// <summary>The days of the rows. An insert into many partitions needs many locks.</summary>
    public int Days => _stagedDays.Count;

    public long TakeReplacedValues()
    {
        var count = _rows.ReplacedValues;
        _rows.ReplacedValues = 0;
        return count;
    }

    public void Add(RecordBatch batch)
    {
        var rest = batch.Records.Span;
        var origin = batch.Origin;
        while (rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            StartRow(batch.Day, batch.LogType, origin);
            _row.Write(rest[..length], origin, _rows);
            rest = rest[(length + 1)..];
            origin = origin with { Ordinal = origin.Ordinal + 1 };
            CopyIfLarge();
        }
    }

    public void Add(RejectedLine line)
    {
        StartRow(line.Day, line.LogType, line.Origin);
        _rows.Text(connectorId);
        _rows.Text(line.LogType);
        _rows.Text(line.Error.Code);
        _rows.Text(line.Error.Message);
        _rows.Bytes(line.Raw.Span);
        CopyIfLarge();
    }

    /// <summary>Prepares the table, its partitions and the temporary table for <see cref="Insert"/>.</summary>
    public void Prepare()
    {
        if (_rows.Count > 0)
        {
            PrepareTable();
            if (_canRowsExist || _isStaged)
            {
                Stage();
            }
        }

        if (_stagedDays.Except(_knownDays).ToArray() is { Length: > 0 } missing)
        {
            // As text: Npgsql converts the first and the last day of a DateOnly to infinity.
            session.Execute(
                "SELECT inputhost.add_days($1, $2::text[]::date[])",
                table.Name,
                missing.Select(day => day?.ToString("O", CultureInfo.InvariantCulture) ?? "-infinity").ToArray()
            );
            _knownDays.UnionWith(missing);
        }
    }

    /// <summary>Stores the rows in the transaction of the caller. Rows that exist are ignored.</summary>
    public void Insert()
    {
        if (_rows.Count > 0)
        {
            if (session.TryInsert(() => Copy($"records.{table.Name}")))
            {
                return;
            }

            // The source is read again, so the next rows probably exist too.
            _canRowsExist = true;
            Stage();
        }

        if (_isStaged)
        {
            session.Execute(
                $"INSERT INTO records.{table.Name} ({_columns}) SELECT {_columns} FROM pg_temp.{table.Name} "
                    + "ON CONFLICT (_day, _input, _id) DO NOTHING"
            );
            session.Execute($"TRUNCATE pg_temp.{table.Name}");
        }
    }

    /// <summary>The transaction of <see cref="Insert"/> was committed.</summary>
    public void Committed()
    {
        _rows.Clear();
        _isStaged = false;
        _stagedDays.Clear();
    }

    /// <summary>Discards all rows.</summary>
    public void Discard()
    {
        _rows.Clear();
        _stagedDays.Clear();
        _knownDays.Clear();

        // The next rows use a new temporary table, because the connection may be a new one.
        (_isStaged, _hasTemporaryTable) = (false, false);
    }

    /// <summary>Deletes the rows of the input for days before this age.</summary>
    public void DeleteBefore(TimeSpan age)
    {
        PrepareTable();
        session.Execute(
            "SELECT inputhost.delete_days($1, $2, (now() AT TIME ZONE 'UTC' - $3)::date)",
            table.Name,
            input,
            age
        );
    }

    /// <summary>Copies the rows to the temporary table of the connection.</summary>
    private void Stage()
    {
        if (!_hasTemporaryTable)
        {
            session.Execute($"DROP TABLE IF EXISTS pg_temp.{table.Name}");
            session.Execute($"CREATE TEMPORARY TABLE {table.Name} (LIKE records.{table.Name})");
            _hasTemporaryTable = true;
        }

        Copy($"pg_temp.{table.Name}");
        _rows.Clear();
        _isStaged = true;
    }

    private void Copy(string target) =>
        session.Copy($"COPY {target} ({_columns}) FROM STDIN (FORMAT binary)", _rows.CopyTo);

    /// <summary>Creates the table and its columns if they do not exist.</summary>
    private void PrepareTable()
    {
        if (!_isPrepared && !table.IsFixed)
        {
            session.Execute(
                "SELECT inputhost.prepare_table($1, $2, $3)",
                table.Name,
                table.Declared.ToArray(),
                table.IsJson ? "jsonb" : "text"
            );
        }

        _isPrepared = true;
    }

    private void StartRow(DateOnly? day, string logType, in RecordOrigin origin)
    {
        _rows.StartRow(_width);
        _rows.Day(day);
        _rows.Text(input);
        _rows.Text(RecordId.Of(connectorId, logType, origin));
        _rows.Text($"s3://{origin.Container}/{origin.Object}");
        _rows.Text(origin.Version);
        _rows.Number(origin.Ordinal);
        _stagedDays.Add(day);
    }

    private void CopyIfLarge()
    {
        if (_rows.Length >= MaxBytesInMemory)
        {
            PrepareTable();
            Stage();
        }
    }
}
