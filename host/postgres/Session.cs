using Npgsql;

namespace InputHost.Postgres;

/// <summary>
/// One connection to a database, which one thread at a time uses. It is never replaced unnoticed: what a run prepared
/// on a lost connection is lost with it.
/// </summary>
internal sealed class Session(Database database) : IDisposable
{
    private NpgsqlConnection _connection = database.Connect();

    public string Database => database.Name;

    /// <summary>Replaces the connection if it is lost.</summary>
    public void Reconnect()
    {
        _connection.Dispose();
        _connection = database.Connect();
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return DatabaseFault.Guard(Database, command.ExecuteNonQuery);
    }

    /// <returns>The first column of the first row; null if there is no row or the value is NULL.</returns>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return DatabaseFault.Guard(
            Database,
            () => command.ExecuteScalar() is var value && value is DBNull ? null : value
        );
    }

    public IReadOnlyList<T> Rows<T>(string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return DatabaseFault.Guard(
            Database,
            () =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        );
    }

    /// <summary>Runs statements in one transaction.</summary>
    public void Change(Action action)
    {
        using var transaction = DatabaseFault.Guard(Database, () => _connection.BeginTransaction());
        action();
        DatabaseFault.Guard(Database, transaction.Commit);
    }

    /// <summary>Copies rows in the binary format of COPY.</summary>
    /// <param name="sql">The command.</param>
    /// <param name="write">Writes the rows.</param>
    public void Copy(string sql, Action<Stream> write) =>
        DatabaseFault.Guard(
            Database,
            () =>
            {
                using var copy = _connection.BeginRawBinaryCopy(sql);
                write(copy);
            }
        );

    /// <summary>Runs an action that can fail because rows exist, within a transaction, which remains usable.</summary>
    /// <returns>False if a row of the action exists: nothing of the action is then stored.</returns>
    public bool TryInsert(Action action)
    {
        Execute("SAVEPOINT rows");
        try
        {
            action();
            Execute("RELEASE rows");
            return true;
        }
        catch (RowExistsException)
        {
            Execute("ROLLBACK TO rows");
            return false;
        }
    }

    public void Dispose() => _connection.Dispose();

    private NpgsqlCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
