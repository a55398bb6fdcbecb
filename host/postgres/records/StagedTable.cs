using System.Globalization;
using InputSdk;

namespace InputHost.Postgres.Records;

/// <summary>
/// Rows for one table that no stored checkpoint covers: first in memory, then in a temporary table of the connection,
/// and in the table itself with the commit.
/// </summary>
internal sealed class StagedTable(Session session, RecordTable table, string input, string connectorId)
{
    /// <summary>Rows are copied to the database in pieces of this size.</summary>
    private const int PieceBytes = 2 * 1024 * 1024;

    private readonly RecordRow _row = new(table);
    private readonly int _width = table.Width;
    private readonly CopyRows _rows = new();
    private readonly HashSet<DateOnly?> _knownDays = [];
    private readonly HashSet<DateOnly?> _stagedDays = [];
    private int _generation = -1;
    private bool _isStaged;

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

    /// <summary>Copies all rows to the temporary table, and creates the partitions that they need.</summary>
    public void Stage()
    {
        if (_rows.Count > 0)
        {
            Prepare();
            session.Copy($"COPY pg_temp.{table.Name} ({table.Columns}) FROM STDIN (FORMAT binary)", _rows.End());
            _rows.Clear();
            _isStaged = true;
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

    /// <summary>Moves the staged rows to the table, in the transaction of the caller. Repeated records are ignored.</summary>
    public void Insert()
    {
        if (_isStaged)
        {
            session.Execute(
                $"INSERT INTO records.{table.Name} ({table.Columns}) SELECT {table.Columns} FROM pg_temp.{table.Name} "
                    + "ON CONFLICT (_day, _input, _id) DO NOTHING"
            );
            session.Execute($"TRUNCATE pg_temp.{table.Name}");
        }
    }

    /// <summary>The transaction of <see cref="Insert"/> was committed.</summary>
    public void Committed()
    {
        _isStaged = false;
        _stagedDays.Clear();
    }

    /// <summary>Discards all rows.</summary>
    public void Discard()
    {
        _rows.Clear();
        _stagedDays.Clear();
        _knownDays.Clear();

        // The next rows are copied to a new temporary table.
        (_isStaged, _generation) = (false, -1);
    }

    public void DeleteBefore(TimeSpan age) =>
        session.Execute(
            "SELECT inputhost.delete_days($1, $2, (now() AT TIME ZONE 'UTC' - $3)::date)",
            table.Name,
            input,
            age
        );

    /// <summary>Creates the table, if necessary, and its temporary table.</summary>
    public void Prepare()
    {
        if (_generation == session.Generation)
        {
            return;
        }

        if (!table.IsFixed)
        {
            session.Execute(
                "SELECT inputhost.prepare_table($1, $2, $3)",
                table.Name,
                table.Declared.ToArray(),
                table.IsJson ? "jsonb" : "text"
            );
        }

        session.Execute($"DROP TABLE IF EXISTS pg_temp.{table.Name}");
        session.Execute($"CREATE TEMPORARY TABLE {table.Name} (LIKE records.{table.Name})");
        _generation = session.Generation;
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
        if (_rows.Length >= PieceBytes)
        {
            Stage();
        }
    }
}
