using System.Net;
using InputHost.Config;
using InputSdk;
using Npgsql;

namespace InputHost.Postgres;

/// <summary>
/// A PostgreSQL database. Every connection ends transactions in which the program is paused, so that a paused process
/// cannot block others.
/// </summary>
internal sealed class Database : IDisposable
{
    public const string Variable = "INPUTHOST_DATABASE";

    /// <summary>A process that is paused inside a transaction holds locks for at most this time.</summary>
    private const string IdleTimeout = "idle_in_transaction_session_timeout=5000";

    private readonly NpgsqlDataSource _source;

    private Database(NpgsqlDataSource source, string name) => (_source, Name) = (source, name);

    /// <summary>The server and the database for messages, without user and password.</summary>
    public string Name { get; }

    /// <summary>The database of <see cref="Variable"/>, with all tables of this version.</summary>
    /// <returns>Null if neither the variable nor the variable of its file is set.</returns>
    /// <exception cref="HostException">The database cannot be used.</exception>
    public static Database? FromEnvironment(Func<string, string?> environment)
    {
        if (
            SecretVariable.Read(Variable, "a connection string, such as Host=db;Database=audit", environment)
            is not { } text
        )
        {
            return null;
        }

        var database = Of(text);
        try
        {
            Migrations.Apply(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <exception cref="HostException">
    /// The server cannot be reached, or a connection pooler ignores the settings of the session.
    /// </exception>
    public NpgsqlConnection Connect() =>
        DatabaseFault.Guard(
            Name,
            () =>
            {
                var connection = _source.OpenConnection();
                try
                {
                    using var command = new NpgsqlCommand("SHOW idle_in_transaction_session_timeout", connection);
                    return command.ExecuteScalar() is "5s" ? connection : throw SettingsDropped();
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            }
        );

    public void Dispose() => _source.Dispose();

    private static Database Of(SecretVariable text)
    {
        NpgsqlConnectionStringBuilder options;
        try
        {
            options = new NpgsqlConnectionStringBuilder(text.Value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // The message can contain a part of the string.
            throw Wrong($"{text.Source} is not a connection string such as Host=db;Database=audit;Username=inputhost");
        }

        if (string.IsNullOrEmpty(options.Host))
        {
            throw Wrong($"{text.Source} has no host. Add Host=… to the connection string");
        }

        if (!options.ContainsKey("SSL Mode") && !options.Host.Split(',').All(IsLocal))
        {
            options.SslMode = SslMode.VerifyFull;
        }

        options.Options = $"{options.Options} -c {IdleTimeout}".Trim();
        options.ApplicationName ??= "inputhost";
        options.PersistSecurityInfo = false;
        options.IncludeErrorDetail = false;
        options.TcpKeepAlive = true;
        options.CommandTimeout = 600;
        return new Database(NpgsqlDataSource.Create(options), $"{options.Database ?? options.Username}@{options.Host}");
    }

    /// <summary>Whether connections stay on this machine: a Unix socket or a loopback address.</summary>
    private static bool IsLocal(string host) =>
        host.StartsWith('/')
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private HostException SettingsDropped() =>
        Wrong(
            $"A connection to the database {Name} does not have the setting {IdleTimeout} that the program requested. "
                + "A connection pooler in transaction mode ignores such settings. Connect to PostgreSQL directly, or "
                + "through a pooler in session mode"
        );

    private static HostException Wrong(string message) => new(ErrorKind.Config, $"{message}.");
}
