using InputHost.State;

namespace InputHost.Serve.Inputs;

/// <summary>
/// The tables of the console's database. Earlier versions insert a value for each column, so data that they do not know
/// is in tables of its own.
/// </summary>
internal static class DatabaseTables
{
    public static void Create(SqliteFile file) =>
        file.Execute(
            """
            CREATE TABLE IF NOT EXISTS input (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, connector TEXT NOT NULL,
                settings TEXT NOT NULL, secrets BLOB, secrets_set TEXT NOT NULL,
                schedule TEXT NOT NULL, folder INTEGER NOT NULL, full INTEGER NOT NULL,
                sums TEXT NOT NULL, full_sums TEXT NOT NULL, cursor TEXT) STRICT;
            CREATE TABLE IF NOT EXISTS run (
                input TEXT NOT NULL REFERENCES input ON DELETE CASCADE, number INTEGER NOT NULL,
                run TEXT NOT NULL, PRIMARY KEY (input, number)) STRICT;
            CREATE TABLE IF NOT EXISTS minute (
                input TEXT NOT NULL REFERENCES input ON DELETE CASCADE, minute INTEGER NOT NULL,
                records INTEGER NOT NULL, PRIMARY KEY (input, minute)) STRICT;
            CREATE TABLE IF NOT EXISTS left_object (
                input TEXT NOT NULL REFERENCES input ON DELETE CASCADE, object TEXT NOT NULL,
                version TEXT NOT NULL, found TEXT NOT NULL, PRIMARY KEY (input, object, version)) STRICT;
            CREATE TABLE IF NOT EXISTS input_format (
                input TEXT PRIMARY KEY REFERENCES input ON DELETE CASCADE, format TEXT NOT NULL) STRICT;
            """
        );
}
