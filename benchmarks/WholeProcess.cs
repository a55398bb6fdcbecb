using System.Diagnostics;
using LocalS3;

namespace Benchmarks;

/// <summary>
/// What <c>inputhost</c> takes as a process: until its first record, for twice the objects, over a
/// network, and in memory. The server is in this process.
/// </summary>
internal sealed class WholeProcess(Workbench bench, int rounds)
{
    /// <summary>How many objects are fetched at once.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(30);

    private readonly List<string> _peaks = [];

    public static async Task<int> RunAsync(int rounds)
    {
        using var bench = await Workbench.PrepareAsync(LogFolder.Presets.Select(preset => preset.Name));
        await new WholeProcess(bench, rounds).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        string[] lines = [await FirstRecordAsync(), await TwiceAsync(), await LatencyAsync()];
        foreach (var preset in new[] { "large", "one" })
        {
            await using var server = await ServeAsync(preset, TimeSpan.Zero);
            await ReadAsync(server);
            Peak(bench.Size(preset).Short, await ReadAsync(server));
        }

        await bench.WriteResultsAsync("process", Text(lines));
    }

    private async Task<string> FirstRecordAsync()
    {
        await using var server = await ServeAsync("small", TimeSpan.Zero);
        var (starts, firsts) = (new List<double>(), new List<double>());
        for (var round = 0; round <= 2 * rounds; round++)
        {
            starts.Add(await FirstByteAsync(server, "--version"));
            firsts.Add(await FirstByteAsync(server, "read", "--config", bench.Config(), "--limit", "1"));
        }

        // The first round fills the caches.
        var (start, first) = (Workbench.Median(starts.Skip(1)), Workbench.Median(firsts.Skip(1)));
        return $"| first record of 10,000 objects: until the first byte of `read --limit 1`, ÷ that of `--version` | {first / start:0.0} | {first:0.00} s ÷ {start:0.00} s |";
    }

    private async Task<double> FirstByteAsync(LocalS3Server server, params string[] arguments)
    {
        var start = new ProcessStartInfo(bench.Inputhost, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ENDPOINT_URL_S3"] = server.Endpoint.ToString();
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var read = await process.StandardOutput.BaseStream.ReadAsync(new byte[1]);
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return read == 1 ? elapsed : throw new InvalidOperationException($"Nothing was read: {await errors}");
    }

    private async Task<string> TwiceAsync()
    {
        await using var server = await ServeAsync("small", TimeSpan.Zero);
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
        return $"| twice the objects: 10,000 small ones ÷ 5,000 of them | {whole / half:0.00} | {whole:0.0} s ÷ {half:0.0} s |";
    }

    private async Task<string> LatencyAsync()
    {
        await using var server = await ServeAsync("small", Latency);
        var runs = new List<PeakMemory>();
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(await ReadAsync(server));
        }

        var requests = server.RequestCount / rounds;
        var (time, ideal, real) = (Seconds(runs), requests * Latency.TotalSeconds / AtOnce, server.Waited.TotalSeconds / rounds / AtOnce);
        Peak($"10,000 small ones, {Latency.TotalMilliseconds} ms away", runs.MaxBy(run => run.Bytes)!);
        return $"""
            | {Latency.TotalMilliseconds} ms for every request, 10,000 small objects: {requests:N0} requests × {Latency.TotalMilliseconds} ms ÷ {AtOnce} at once, ÷ the time | {ideal / time:0.00} | {ideal:0.0} s ÷ {time:0.0} s |
            | the same with what each request really waited, {server.Waited.TotalMilliseconds / server.RequestCount:0.0} ms | {real / time:0.00} | {real:0.0} s ÷ {time:0.0} s |
            """;
    }

    private Task<LocalS3Server> ServeAsync(string preset, TimeSpan latency) =>
        LocalS3Server.StartAsync(new LocalS3Options { Folder = bench.Buckets(preset), Latency = latency });

    private Task<PeakMemory> ReadAsync(LocalS3Server server, string? prefix = null) => bench.MeasureAsync(
        [bench.Inputhost, "read", "--config", bench.Config(prefix), "--out", bench.Out, "--state", bench.State],
        ("AWS_ENDPOINT_URL_S3", server.Endpoint.ToString()));

    private void Peak(string name, PeakMemory run) => _peaks.Add($"| {name} | {run.Bytes / GzipFiles.MiB} | {run.Elapsed.TotalSeconds:0.0} | {run.Processors.TotalSeconds:0.0} |");

    private static double Seconds(List<PeakMemory> runs) => Workbench.Median(runs.Select(run => run.Elapsed.TotalSeconds));

    private string Text(string[] lines) => $"""
        # A read as a process

        ```sh
        dotnet run -c Release --project benchmarks -- process
        ```

        `inputhost` as it is published reads generated logs into a folder and keeps its place; the server is another process
        on the same machine. Times are medians of {rounds} runs, after one that is not counted; peaks are the largest.

        | what | ratio | measured |
        |---|---|---|
        {string.Join('\n', lines)}

        | bucket | peak MB | s | CPU s |
        |---|---|---|---|
        {string.Join('\n', _peaks)}

        """;
}
