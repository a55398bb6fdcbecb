using InputHost.Postgres;

namespace PostgresTests;

/// <summary>Opens databases with the tables of this version.</summary>
internal static class Databases
{
    public static async Task<Database> OpenAsync(PostgresServer server) => Open(await server.CreateDatabaseAsync());

    public static Database Open(string connectionString) =>
        Database.FromEnvironment(name => name == Database.Variable ? connectionString : null)!;
}
