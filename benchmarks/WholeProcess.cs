using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// Measures <c>inputhost</c> as a process: the time to its first record, with twice the objects, near to and far from
/// S3, while it waits for new objects, and the time to stop.
/// </summary>
internal sealed class WholeProcess(BenchmarkEnvironment bench, int rounds)
{
    private static readonly int[] Latencies = [0, 30, 100];

    private static readonly TimeSpan BeforeStop = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BetweenPasses = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    private readonly List<string> _peaks = [];

    public static async Task<int> RunAsync(int rounds)
    {
        using var bench = await BenchmarkEnvironment.PrepareAsync(LogFolder.Presets.Select(preset => preset.Name));
        await new WholeProcess(bench, rounds).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        List<string> lines = [await FirstRecordAsync(), await TwiceAsync()];
        foreach (var latency in Latencies)
        {
            lines.Add(await FarAsync(TimeSpan.FromMilliseconds(latency)));
        }

        lines.AddRange([await IdleAsync(), await StopAsync()]);
        foreach (var preset in new[] { "large", "one" })
        {
            using var server = await ServeAsync(preset, TimeSpan.Zero);
            await ReadAsync(server);
            Peak(bench.Size(preset).Short, await ReadAsync(server));
        }

        await bench.WriteResultsAsync("process", Text(lines));
    }

    private async Task<string> FirstRecordAsync()
    {
        using var server = await ServeAsync("small", TimeSpan.Zero);
        var (starts, firsts) = (new List<double>(), new List<double>());
        for (var round = 0; round <= 2 * rounds; round++)
        {
            starts.Add(await FirstByteAsync(server, "--version"));
            firsts.Add(await FirstByteAsync(server, "read", "--config", bench.Config(), "--limit", "1"));
        }

        // The first round fills the caches.
        var (start, first) = (BenchmarkEnvironment.Median(starts.Skip(1)), BenchmarkEnvironment.Median(firsts.Skip(1)));
        return "| time to the first byte of `read --limit 1` with 10,000 objects ÷ the same of `--version` | "
            + $"{first / start:0.0} | {first:0.00} s ÷ {start:0.00} s |";
    }

    private async Task<double> FirstByteAsync(ServerProcess server, params string[] arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var process = Start(server, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var read = await process.StandardOutput.BaseStream.ReadAsync(new byte[1]);
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return read == 1
            ? elapsed
            : throw new InvalidOperationException($"The program wrote no output: {await errors}");
    }

    private async Task<string> TwiceAsync()
    {
        using var server = await ServeAsync("small", TimeSpan.Zero);
        await ReadAsync(server);
        var (halves, wholes) = (new List<PeakMemory>(), new List<PeakMemory>());
        for (var round = 0; round < rounds; round++)
        {
            halves.Add(await ReadAsync(server, LogFolder.Roots[0]));
            wholes.Add(await ReadAsync(server));
        }

        Peak("5,000 of those 10,000", halves.MaxBy(run => run.Bytes)!);
        Peak(bench.Size("small").Short, wholes.MaxBy(run => run.Bytes)!);
        var (half, whole) = (Seconds(halves), Seconds(wholes));
        return $"| time of 10,000 small objects ÷ time of 5,000 of them | {whole / half:0.00} | {whole:0.0} s ÷ "
            + $"{half:0.0} s |";
    }

    private async Task<string> FarAsync(TimeSpan latency)
    {
        using var server = await ServeAsync("small", latency);
        var runs = new List<PeakMemory>();
        var before = server.Processors;
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(await ReadAsync(server));
        }

        var (time, served) = (Seconds(runs), (server.Processors - before).TotalSeconds / rounds);
        Peak($"10,000 small objects, {latency.TotalMilliseconds} ms per request", runs.MaxBy(run => run.Bytes)!);
        return $"| 10,000 small objects, {latency.TotalMilliseconds} ms per request: objects per second | "
            + $"{10_000 / time:0} | {time:0.0} s; CPU "
            + $"{BenchmarkEnvironment.Median(runs.Select(run => run.Processors.TotalSeconds)):0.0} s, "
            + $"of the server {served:0.0} s |";
    }

    /// <summary>Follows without new objects. Passes are more frequent than in production, and are counted.</summary>
    private async Task<string> IdleAsync()
    {
        using var server = await ServeAsync("small", TimeSpan.Zero);
        await ReadAsync(server);
        using var process = Start(
            server,
            "read",
            "--config",
            bench.Config(),
            "--out",
            bench.Out,
            "--state",
            bench.State,
            "--follow",
            $"{BetweenPasses.TotalSeconds}"
        );
        // Code that runs for the first time is compiled. An hour includes this only once.
        await Task.Delay(Watched, TimeProvider.System);
        var before = ProcessSample.Of(process.Id)!.Processors;
        await Task.Delay(Watched, TimeProvider.System);
        var pass = (ProcessSample.Of(process.Id)!.Processors - before).TotalSeconds * (BetweenPasses / Watched);
        process.Kill();
        await process.WaitForExitAsync();
        return $"| `--follow 60` with no new object among 10,000: CPU seconds per hour | {pass * 60:0.0} | "
            + $"{pass * 1000:0} ms per pass |";
    }

    private async Task<string> StopAsync()
    {
        using var server = await ServeAsync("small", TimeSpan.FromMilliseconds(1_000));
        bench.Clear();
        using var process = Start(
            server,
            "read",
            "--config",
            bench.Config(),
            "--out",
            bench.Out,
            "--state",
            bench.State
        );
        _ = process.StandardError.ReadToEndAsync();
        await Task.Delay(BeforeStop, TimeProvider.System);
        while (Connections(process.Id) < 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        var (connections, started) = (Connections(process.Id), TimeProvider.System.GetTimestamp());
        await BenchmarkEnvironment.RunAsync("/", "kill", "-TERM", $"{process.Id}");
        await process.WaitForExitAsync();
        return $"| SIGTERM with {connections} open connections and a latency of 1 s: seconds until exit code "
            + $"{process.ExitCode} | {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.00} | |";
    }

    private static int Connections(int process) =>
        Directory
            .EnumerateFiles($"/proc/{process}/fd")
            .Count(link => new FileInfo(link).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    private Process Start(ServerProcess server, params string[] arguments)
    {
        var start = new ProcessStartInfo(bench.Inputhost, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[server.Variable.Name] = server.Variable.Value;
        return Process.Start(start)!;
    }

    private Task<ServerProcess> ServeAsync(string preset, TimeSpan latency) =>
        ServerProcess.StartAsync(bench.Inputhost, bench.Buckets(preset), latency);

    private Task<PeakMemory> ReadAsync(ServerProcess server, string? prefix = null) =>
        bench.MeasureAsync(
            [bench.Inputhost, "read", "--config", bench.Config(prefix), "--out", bench.Out, "--state", bench.State],
            server.Variable
        );

    private void Peak(string name, PeakMemory run) =>
        _peaks.Add(
            $"| {name} | {run.Bytes / GzipFiles.MiB} | {run.Elapsed.TotalSeconds:0.0} | "
                + $"{run.Processors.TotalSeconds:0.0} |"
        );

    private static double Seconds(List<PeakMemory> runs) =>
        BenchmarkEnvironment.Median(runs.Select(run => run.Elapsed.TotalSeconds));

    private string Text(IEnumerable<string> lines) =>
        $"""
            # Time and memory of the process

            ```sh
            dotnet run -c Release --project benchmarks -- process
            ```

            `inputhost` as published reads generated logs into a folder and stores checkpoints. The server is another
            process on the same machine. Times are medians of {rounds} runs after a run that is not counted. Peaks are
            maxima.

            | metric | value | measured |
            |---|---|---|
            {string.Join('\n', lines)}

            | bucket | peak MB | s | CPU s |
            |---|---|---|---|
            {string.Join('\n', _peaks)}

            """;
}
