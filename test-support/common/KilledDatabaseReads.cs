using System.Globalization;
using LocalS3;
using TestSupport.Load;

namespace TestSupport;

/// <summary>
/// Reads into a database, one after another under a new name, by processes that are killed, or whose server is killed
/// and started again, until one completes. Then every record and rejected line must be stored exactly once, and the
/// checkpoint must never have gone back.
/// </summary>
public sealed class KilledDatabaseReads : IAsyncDisposable
{
    private const int Objects = 60;
    private const int RowsEach = 1_500;
    private const int RejectedEach = 3;

    private readonly FixtureFolder _work = new(withFixtures: false);
    private readonly PostgresServer _server;
    private readonly Random _random;
    private LocalS3Server _s3 = null!;
    private string _database = null!;

    private KilledDatabaseReads(PostgresServer server, int seed) => (_server, _random) = (server, new Random(seed));

    /// <summary>Processes that were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Times that the server was killed while a process used it.</summary>
    public int Restarts { get; private set; }

    /// <summary>Kills after which a checkpoint was stored that did not cover everything.</summary>
    public int Partial { get; private set; }

    public int Completed { get; private set; }

    public static async Task<KilledDatabaseReads> StartAsync(PostgresServer server, int seed)
    {
        var reads = new KilledDatabaseReads(server, seed);
        var generator = new LogGenerator(seed);
        for (var i = 0; i < Objects; i++)
        {
            var name = $"123456789012_redshift_us-east-1_c{i}_connectionlog_2024-03-09T05%3A53.gz";
            var key = $"{FixtureFolder.Root}/2024/03/0{1 + (i % 9)}/{name}";
            var bad = string.Concat(Enumerable.Range(0, RejectedEach).Select(line => $"not a row {i} {line}\n"));
            byte[] text = [.. generator.Rows(RowsEach), .. System.Text.Encoding.UTF8.GetBytes(bad)];
            Directory.CreateDirectory(Path.GetDirectoryName(reads._work.File(key))!);
            await File.WriteAllBytesAsync(reads._work.File(key), LogGenerator.Gzip(text));
        }

        reads._s3 = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = reads._work.File("buckets"), Latency = TimeSpan.FromMilliseconds(40) }
        );
        reads._database = await server.CreateDatabaseAsync();
        return reads;
    }

    /// <summary>Runs until there were this many kills and restarts of the server.</summary>
    /// <exception cref="InvalidOperationException">A record is missing or stored twice.</exception>
    public async Task RunAsync(int kills, int restarts)
    {
        while (Kills < kills || Restarts < restarts)
        {
            var (name, covered) = ($"read{Completed}", 0L);
            while (!await ReadAsync(name, kills, restarts))
            {
                var now = await CoveredAsync(name);
                Require(now >= covered, $"{name}: the checkpoint covered {covered} records, and then {now}.");
                Require(now == await StoredAsync(name), $"{name}: the checkpoint does not cover what is stored.");
                Partial += now is > 0 and < Objects * RowsEach ? 1 : 0;
                covered = now;
            }

            await VerifyAsync(name);
            Completed++;
        }
    }

    public override string ToString() =>
        $"{Kills} kills and {Restarts} restarts of the server, {Partial} of them in the middle; "
        + $"{Completed} complete reads";

    public async ValueTask DisposeAsync()
    {
        await _s3.DisposeAsync();
        _work.Dispose();
    }

    /// <returns>Whether the read completed.</returns>
    private async Task<bool> ReadAsync(string name, int kills, int restarts)
    {
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [
                Path.Combine(Inputhost.Folder, "inputhost.dll"),
                .. new[] { "read", "--config", "connectionlog.json", "--concurrency", "2", "--out", "postgres" },
                .. new[] { "--state", $"postgres:{name}" },
            ],
            ("INPUTHOST_DATABASE", _database),
            ("AWS_ENDPOINT_URL_S3", _s3.Endpoint.ToString())
        );
        var ending = Inputhost.EndAsync(process);
        if (Kills < kills || Restarts < restarts)
        {
            var moment = TimeSpan.FromMilliseconds(_random.Next(700, 4_000));
            await Task.WhenAny(ending, Task.Delay(moment, TimeProvider.System, CancellationToken.None));
        }

        if (!ending.IsCompleted && Restarts < restarts && (_random.Next(2) == 0 || Kills >= kills))
        {
            await _server.RestartAsync();
            Restarts++;
        }
        else if (!ending.IsCompleted && Kills < kills)
        {
            process.Kill();
            Kills++;
        }

        var ended = await ending;
        var isKilled = ended.ExitCode == 137;
        Require(isKilled || ended.ExitCode is 0 or 4 or 6, $"{name} ended with {ended.ExitCode}: {ended.Errors}");
        return ended.ExitCode is 0 or 6;
    }

    private async Task VerifyAsync(string name)
    {
        var rows = await OneAsync(
            "SELECT count(*), count(DISTINCT (_object, _line)), count(DISTINCT _object) "
                + $"FROM records.redshift_audit_logs__connectionlog WHERE _input = '{name}'"
        );
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"{Objects * RowsEach}|{Objects * RowsEach}|{Objects}"
        );
        Require(rows == expected, $"{name} has {rows}, not {expected}.");
        var rejects = await OneAsync($"SELECT count(*) FROM records.rejected_lines WHERE _input = '{name}'");
        Require(rejects == $"{Objects * RejectedEach}", $"{name} has {rejects} rejected lines.");
        Require(await CoveredAsync(name) == Objects * RowsEach, $"{name}: the totals are wrong.");
    }

    private async Task<long> CoveredAsync(string name)
    {
        // A process that was killed early has not created the tables.
        var exists = await OneAsync("SELECT to_regclass('inputhost.checkpoint') IS NOT NULL");
        return exists == "t"
            ? long.Parse(
                await OneAsync($"SELECT coalesce(sum(records), 0) FROM inputhost.checkpoint WHERE input = '{name}'"),
                CultureInfo.InvariantCulture
            )
            : 0;
    }

    private async Task<long> StoredAsync(string name) =>
        await CoveredAsync(name) == 0
            ? 0
            : long.Parse(
                await OneAsync(
                    $"SELECT count(*) FROM records.redshift_audit_logs__connectionlog WHERE _input = '{name}'"
                ),
                CultureInfo.InvariantCulture
            );

    private async Task<string> OneAsync(string sql) => (await _server.QueryAsync(_database, sql)).Trim();

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
