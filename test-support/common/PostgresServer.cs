using System.Diagnostics;
using System.Security.Cryptography;

namespace TestSupport;

/// <summary>
/// A PostgreSQL server of its own on a free loopback port, with fsync and passwords, which tests can stop and kill.
/// PostgreSQL refuses to run as root, so it then runs as the user that its package creates.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";
    private const string DebianFolder = "/usr/lib/postgresql";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly string _data;
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
    private readonly string[] _settings;
    private Daemon? _server;

    private PostgresServer(string folder, string[] settings)
    {
        (_folder, _settings) = (folder, settings);
        _data = Path.Combine(folder, "data");
    }

    /// <summary>What is not installed; null if tests can use a server.</summary>
    public static string? Missing =>
        Bin is null ? "PostgreSQL is not installed. Install the package postgresql."
        : IsRoot && Programs.Find("setpriv") is null ? "PostgreSQL cannot run as root, and setpriv is not installed."
        : null;

    /// <summary>Whether tests fail instead of being skipped if the server is missing.</summary>
    public static bool IsRequired { get; } = Environment.GetEnvironmentVariable("REQUIRE_POSTGRES") == "1";

    public string Password => _password;

    public int Port { get; } = Daemon.FreePort();

    /// <summary>The folder in which the server's data folder is.</summary>
    public string Folder => _folder;

    private static bool IsRoot => Environment.UserName == "root";

    private static string? RunUser => IsRoot ? User : null;

    /// <summary>The newest installed version. Debian's package does not add all its programs to the PATH.</summary>
    private static string? Bin { get; } =
        Directory.Exists(DebianFolder)
            ? Directory
                .GetDirectories(DebianFolder)
                .Select(folder => Path.Combine(folder, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
                .MaxBy(folder => int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out var v) ? v : 0)
            : Path.GetDirectoryName(Programs.Find("initdb"));

    /// <param name="parent">The folder for the data; null for a temporary folder.</param>
    /// <param name="settings">Additional settings, such as <c>max_connections=20</c>.</param>
    public static async Task<PostgresServer> StartAsync(string? parent = null, params string[] settings)
    {
        var folder = parent ?? Directory.CreateTempSubdirectory("postgres-").FullName;
        var server = new PostgresServer(folder, settings);
        try
        {
            if (IsRoot)
            {
                await Programs.RunAsync("chown", [User, folder]);
            }

            var passwordFile = Path.Combine(folder, "password");
            await File.WriteAllTextAsync(passwordFile, server._password);
            await ToolAsync(
                "initdb",
                "--username",
                User,
                "--auth",
                "scram-sha-256",
                "--pwfile",
                passwordFile,
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                "--no-sync",
                "--pgdata",
                server._data
            );
            await server.StartAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        var settings = new[]
        {
            "listen_addresses=127.0.0.1",
            $"port={Port}",
            $"unix_socket_directories={_folder}",
            "fsync=on",
            "log_min_messages=warning",
            "max_wal_size=4GB",
        };
        _server = new Daemon(
            Path.Combine(Bin!, "postgres"),
            ["-D", _data, .. settings.Concat(_settings).SelectMany(setting => new[] { "-c", setting })],
            RunUser
        );
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_server.HasEnded || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {_server.LastLines}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Kills the server and all its connections as in a crash, and starts it again.</summary>
    public async Task RestartAsync()
    {
        Stop();
        await StartAsync();
    }

    /// <summary>Kills the server and all its connections.</summary>
    public void Stop()
    {
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"audit{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        await QueryAsync("postgres", $"CREATE DATABASE {name} STRATEGY file_copy");
        return ConnectionString(name);
    }

    public string ConnectionString(string database, string? user = null, string? password = null) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={user ?? User};Password={password ?? _password}";

    /// <summary>Runs statements with psql.</summary>
    /// <param name="database">The name of the database, or a connection string that contains it.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="user">The user; null for the superuser.</param>
    /// <param name="password">The password; null for that of the superuser.</param>
    /// <returns>The rows as lines, with <c>|</c> between values.</returns>
    public Task<string> QueryAsync(string database, string sql, string? user = null, string? password = null)
    {
        const string key = "Database=";
        var name = database.Split(';').FirstOrDefault(part => part.StartsWith(key, StringComparison.Ordinal));
        return Programs.RunAsync(
            Path.Combine(Bin!, "psql"),
            ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", sql],
            ("PGHOST", "127.0.0.1"),
            ("PGPORT", $"{Port}"),
            ("PGUSER", user ?? User),
            ("PGPASSWORD", password ?? _password),
            ("PGDATABASE", name?[key.Length..] ?? database)
        );
    }

    public void Dispose()
    {
        Stop();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            await Programs.RunAsync(
                Path.Combine(Bin!, "pg_isready"),
                ["--host", "127.0.0.1", "--port", $"{Port}", "--timeout", "1"]
            );
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Task<string> ToolAsync(string program, params IEnumerable<string> arguments) =>
        RunUser is { } user
            ? Programs.RunAsync("setpriv", [.. Programs.RunAs(user), Path.Combine(Bin!, program), .. arguments])
            : Programs.RunAsync(Path.Combine(Bin!, program), arguments);
}
