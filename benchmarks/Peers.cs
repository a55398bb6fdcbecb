using System.Text;
using ConformanceTests;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// <c>inputhost read</c> beside programs of others that make the same records of the same files. That
/// they do is found out first; then they take turns.
/// </summary>
internal sealed class Peers(Workbench bench, int rounds)
{
    private static readonly IReadOnlyList<string> Presets = ["large", "small"];

    private static readonly string Columns = string.Join(',', RedshiftAuditLogs.Declaration.Logs[0].Columns.Select(column => column.Name));

    private readonly (string Name, string[] Command)[] _programs =
    [
        ("inputhost", []),
        ("DuckDB", ["node", "duckdb.mjs"]),
        ("ClickHouse", ["node", "clickhouse.cjs"]),
        ("Python", ["python3", "rows.py"]),
    ];

    private readonly Dictionary<string, string> _versions = [];

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Repository.File("benchmarks", "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            await Workbench.RunAsync(folder, "npm", "install", "--no-save", "--no-audit", "--no-fund");
        }

        using var bench = await Workbench.PrepareAsync(Presets);
        await new Peers(bench, rounds).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        var tables = new StringBuilder();
        foreach (var preset in Presets)
        {
            var records = await CompareAsync(preset);
            var runs = _programs.Select(_ => new List<PeakMemory>()).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                // Taken in turn, so that whatever else the machine does falls on all of them.
                foreach (var (index, program) in _programs.Index())
                {
                    var run = await bench.MeasureAsync(Command(program.Command, preset));
                    runs[index].Add(run);
                    await Console.Error.WriteLineAsync($"{preset}, {program.Name}: {run.Elapsed.TotalSeconds:0.0} s");
                }
            }

            tables.Append(Table(preset, records, runs));
        }

        await bench.WriteResultsAsync("peers", Text(tables));
    }

    /// <summary>Every program has to write the very lines that inputhost writes.</summary>
    /// <returns>How many there are.</returns>
    private async Task<long> CompareAsync(string preset)
    {
        LinesDigest? expected = null;
        foreach (var (name, command) in _programs)
        {
            var run = await bench.MeasureAsync(Command(command, preset));
            _versions[name] = command is [] ? "" : run.Errors.Trim();
            var found = LinesDigest.Of(bench.Out);
            expected ??= found;
            if (found != expected || found.Lines != bench.Size(preset).Rows)
            {
                throw new InvalidOperationException($"Of {bench.Size(preset).Rows} rows {name} made {found}, inputhost {expected}.");
            }
        }

        return expected!.Value.Lines;
    }

    private string[] Command(string[] peer, string preset) => peer is []
        ? [bench.Inputhost, "read", "--config", bench.Config(), "--local-s3", bench.Buckets(preset), "--out", bench.Out, "--state", bench.State]
        : [.. peer, $"{bench.Buckets(preset)}/{LogFolder.Bucket}/AWSLogs/*/redshift/*/*/*/*/*_connectionlog_*.gz", bench.Out, Columns];

    private string Table(string preset, long records, List<PeakMemory>[] runs)
    {
        var text = new StringBuilder();
        text.Append($"## {preset}: {bench.Size(preset).Short}\n\n{bench.Size(preset)}. All four wrote the same {records:N0} lines.\n\n");
        text.Append("| program | time ÷ inputhost's | s | least–most | CPU s | MB/s of text | peak MB |\n|---|---|---|---|---|---|---|\n");
        var own = Workbench.Median(runs[0].Select(run => run.Elapsed.TotalSeconds));
        foreach (var (index, program) in _programs.Index())
        {
            var times = runs[index].Select(run => run.Elapsed.TotalSeconds).ToList();
            var (time, busy) = (Workbench.Median(times), Workbench.Median(runs[index].Select(run => run.Processors.TotalSeconds)));
            text.Append($"| {program.Name} | {time / own:0.00} | {time:0.0} | {times.Min():0.0}–{times.Max():0.0} | {busy:0.0} | {bench.Size(preset).TextBytes / 1e6 / time:0} | {runs[index].Max(run => run.Bytes) / GzipFiles.MiB} |\n");
        }

        return text.Append('\n').ToString();
    }

    private string Text(StringBuilder tables) => $"""
        # A read beside other programs

        ```sh
        dotnet run -c Release --project benchmarks -- peers
        ```

        Each program makes the records of the same gzip files and writes them as NDJSON to the same file system, with all
        cores and as fast as we found that it can, from its start to its end: `inputhost read` as it is published, and those in
        [peers/](../peers/). Before they are timed, their outputs are compared: they are the same lines, byte by byte, in
        whatever order. Then they take turns, {rounds} times; times are medians, peaks the largest.

        `inputhost` fetches the objects over HTTP from a server in its own process, verifies each, tells beyond doubt where
        a row's columns are, and keeps its place. The others open the files and do none of that.

        {tables}Versions: {string.Join("; ", _versions.Values.Where(version => version != ""))}.
        """;
}
