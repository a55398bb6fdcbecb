using System.Text;
using InputSdk;
using Npgsql;

namespace InputHost.Postgres;

/// <summary>Creates the tables of this version with the numbered scripts, each in one transaction.</summary>
internal static class Migrations
{
    /// <summary>A program can use each minor version of its major version: scripts only add.</summary>
    private const int Major = 1;

    /// <summary>Identifies the lock that programs take while they create tables.</summary>
    private const long Lock = 0x696e707574686f73;

    /// <summary>The version of the tables that this program creates.</summary>
    public static string Version => $"{Major}.{Minor}";

    private static int Minor => Scripts.Count;

    private static IReadOnlyList<string> Scripts { get; } =
    [
        .. typeof(Migrations)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="HostException">The tables are those of a later major version, or cannot be created.</exception>
    public static void Apply(Database database)
    {
        using var connection = database.Connect();
        DatabaseFault.Guard(
            database.Name,
            () =>
            {
                if (VersionOf(connection, database) >= Minor)
                {
                    return;
                }

                using var transaction = connection.BeginTransaction();
                Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})");

                // Another program may have created the tables in the meantime.
                for (var version = VersionOf(connection, database); version < Minor; version++)
                {
                    Execute(connection, Text(Scripts[version]));
                    Execute(
                        connection,
                        $"INSERT INTO inputhost.version (major, minor) VALUES ({Major}, {version + 1})"
                    );
                }

                transaction.Commit();
            }
        );
    }

    /// <summary>The minor version of the tables; 0 if there are none.</summary>
    private static int VersionOf(NpgsqlConnection connection, Database database)
    {
        using var exists = new NpgsqlCommand("SELECT to_regclass('inputhost.version') IS NOT NULL", connection);
        if (exists.ExecuteScalar() is false)
        {
            return 0;
        }

        using var newest = new NpgsqlCommand(
            "SELECT major, minor FROM inputhost.version ORDER BY major DESC, minor DESC LIMIT 1",
            connection
        );
        using var row = newest.ExecuteReader();
        if (!row.Read())
        {
            return 0;
        }

        return row.GetInt32(0) == Major
            ? row.GetInt32(1)
            : throw new HostException(
                ErrorKind.Checkpoint,
                $"The tables in the database {database.Name} have the version {row.GetInt32(0)}.{row.GetInt32(1)}, but "
                    + $"this program supports version {Major}. They were not changed. Use the version of the program "
                    + "that created them."
            );
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string Text(string script)
    {
        using var reader = new StreamReader(
            typeof(Migrations).Assembly.GetManifestResourceStream(script)!,
            Encoding.UTF8
        );
        return reader.ReadToEnd();
    }
}
