using InputHost.Postgres;
using InputSdk;

namespace InputHost.Commands;

/// <summary>The database that a command needs.</summary>
internal static class DatabaseOption
{
    /// <exception cref="HostException">The database is missing, or cannot be used.</exception>
    public static Database Open() =>
        Database.FromEnvironment(Environment.GetEnvironmentVariable)
        ?? throw new HostException(
            ErrorKind.Config,
            $"The database is missing. Set {Database.Variable} to a connection string, such as "
                + $"Host=db;Database=audit;Username=inputhost, or {Database.Variable}_FILE to the path of a file that "
                + "contains it."
        );
}
