using System.Text;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// Compares <c>inputhost read</c> with other programs that write the same records from the same files. First, the
/// output of all programs is compared; then they are measured in turn.
/// </summary>
internal sealed class Peers(BenchmarkEnvironment bench, int rounds)
{
    private static readonly IReadOnlyList<string> Presets = ["large", "small"];

    private static readonly string Columns = string.Join(
        ',',
        RedshiftAuditLogs.Declaration.Logs[0].Columns.Select(column => column.Name)
    );

    private const string OverHttp = "ClickHouse, s3()";

    private readonly (string Name, string[] Command)[] _programs =
    [
        ("inputhost", []),
        ("DuckDB", ["node", "duckdb.mjs"]),
        ("ClickHouse", ["node", "clickhouse.cjs"]),
        (OverHttp, ["node", "clickhouse.cjs"]),
        ("Python", ["python3", "rows.py"]),
    ];

    private readonly Dictionary<string, string> _versions = [];

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Repository.File("benchmarks", "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            await BenchmarkEnvironment.RunAsync(folder, "npm", "install", "--no-save", "--no-audit", "--no-fund");
        }

        using var bench = await BenchmarkEnvironment.PrepareAsync(Presets);
        await new Peers(bench, rounds).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        var tables = new StringBuilder();
        foreach (var preset in Presets)
        {
            using var server = await ServerProcess.StartAsync(bench.Inputhost, bench.Buckets(preset), TimeSpan.Zero);
            var records = await CompareAsync(preset, server);
            var runs = _programs.Select(_ => new List<(PeakMemory Run, TimeSpan Server)>()).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                // All programs run in turn, so that other load on the machine affects them equally.
                foreach (var (index, program) in _programs.Index())
                {
                    var before = server.Processors;
                    var run = await bench.MeasureAsync(
                        Command(program.Name, program.Command, preset, server),
                        server.Variable
                    );
                    runs[index].Add((run, server.Processors - before));
                    await Console.Error.WriteLineAsync($"{preset}, {program.Name}: {run.Elapsed.TotalSeconds:0.0} s");
                }
            }

            tables.Append(Table(preset, records, runs));
        }

        await bench.WriteResultsAsync("peers", Text(tables));
    }

    /// <summary>Checks that every program writes exactly the lines that inputhost writes.</summary>
    /// <returns>The number of lines.</returns>
    private async Task<long> CompareAsync(string preset, ServerProcess server)
    {
        LinesDigest? expected = null;
        foreach (var (name, command) in _programs)
        {
            var run = await bench.MeasureAsync(Command(name, command, preset, server), server.Variable);
            _versions[name] = command is [] ? "" : run.Errors.Trim();
            var found = LinesDigest.Of(bench.Out);
            expected ??= found;
            if (found != expected || found.Lines != bench.Size(preset).Rows)
            {
                throw new InvalidOperationException(
                    $"{name} wrote {found} of {bench.Size(preset).Rows} rows; inputhost wrote {expected}."
                );
            }
        }

        return expected!.Value.Lines;
    }

    private string[] Command(string name, string[] peer, string preset, ServerProcess server) =>
        peer is []
            ? [bench.Inputhost, "read", "--config", bench.Config(), "--out", bench.Out, "--state", bench.State]
            :
            [
                .. peer,
                $"{(name == OverHttp ? server.Endpoint : bench.Buckets(preset) + "/")}{LogFolder.Bucket}/AWSLogs/*/"
                    + "redshift/*/*/*/*/*_connectionlog_*.gz",
                bench.Out,
                Columns,
            ];

    private string Table(string preset, long records, List<(PeakMemory Run, TimeSpan Server)>[] runs)
    {
        var text = new StringBuilder();
        text.Append(
            $"## {preset}: {bench.Size(preset).Short}\n\n{bench.Size(preset)}.\nAll programs wrote the same "
                + $"{records:N0} lines.\n\n"
        );
        text.Append(
            "| program | time relative to inputhost | s | range | CPU s | CPU s of the server | MB/s of text | peak MB "
                + "|\n|---|---|---|---|---|---|---|---|\n"
        );
        var own = BenchmarkEnvironment.Median(runs[0].Select(one => one.Run.Elapsed.TotalSeconds));
        foreach (var (index, program) in _programs.Index())
        {
            var times = runs[index].Select(one => one.Run.Elapsed.TotalSeconds).ToList();
            var (time, busy) = (
                BenchmarkEnvironment.Median(times),
                BenchmarkEnvironment.Median(runs[index].Select(one => one.Run.Processors.TotalSeconds))
            );
            var served = BenchmarkEnvironment.Median(runs[index].Select(one => one.Server.TotalSeconds));
            text.Append(
                $"| {program.Name} | {time / own:0.00} | {time:0.0} | {times.Min():0.0}–{times.Max():0.0} | {busy:0.0} "
                    + $"| {served:0.0} | {bench.Size(preset).TextBytes / 1e6 / time:0} | "
                    + $"{runs[index].Max(one => one.Run.Bytes) / GzipFiles.MiB} |\n"
            );
        }

        return text.Append('\n').ToString();
    }

    private string Text(StringBuilder tables) =>
        $"""
            # Comparison with other programs

            ```sh
            dotnet run -c Release --project benchmarks -- peers
            ```

            Each program reads the same gzip files and writes their records as NDJSON to the same file system. It uses
            all cores and the fastest settings that we found, and is measured from start to end. The programs are
            `inputhost read` as published, and those in [peers/](../peers/). Their outputs are compared first: they
            contain the same lines, byte for byte, in any order. Then the programs run in turn, {rounds} times. Times
            are medians, peaks are maxima.

            `inputhost` fetches the objects over HTTP from a server in another process on the same cores, verifies each
            object, resolves ambiguous rows, and stores checkpoints. ClickHouse's `s3()` fetches them from the same
            server; the other programs read the files. None of the other programs performs the remaining steps.

            {tables}Versions: {string.Join("; ", _versions.Values.Where(version => version != ""))}.
            """;
}
