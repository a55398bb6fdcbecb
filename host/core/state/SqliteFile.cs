using Microsoft.Data.Sqlite;

namespace InputHost.State;

/// <summary>A connection to one SQLite file, which one thread at a time uses.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    private SqliteFile(SqliteConnection connection) => _connection = connection;

    /// <param name="path">The file, which is created if it does not exist.</param>
    /// <param name="timeout">How long a command waits for the lock of another process, in whole seconds.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteFile Open(string path, TimeSpan timeout)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = (int)timeout.TotalSeconds,
            }.ToString()
        );
        try
        {
            connection.Open();
            return new SqliteFile(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Starts a transaction, which is rolled back when it is disposed of without a commit.</summary>
    public SqliteTransaction StartTransaction() => _connection.BeginTransaction();

    public void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    /// <returns>The first column of the first row; null if there is no row.</returns>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    public IReadOnlyList<T> Rows<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
