using System.Diagnostics;

namespace Benchmarks;

/// <summary><c>inputhost local-s3</c> in a process of its own, so that what it costs is not counted as the reader's.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _rest;

    private ServerProcess(Process process, Uri endpoint) =>
        (_process, Endpoint, _rest) = (process, endpoint, process.StandardError.ReadToEndAsync());

    public Uri Endpoint { get; }

    /// <summary>What points a reader to it.</summary>
    public (string Name, string Value) Variable => ("AWS_ENDPOINT_URL_S3", Endpoint.ToString());

    /// <summary>The time of the processors that it took so far.</summary>
    public TimeSpan Processors =>
        ProcessLook.Of(_process.Id)?.Processors ?? throw new InvalidOperationException("The server has ended.");

    /// <param name="inputhost">The program.</param>
    /// <param name="folder">What it serves.</param>
    /// <param name="latency">What each request waits for its answer.</param>
    public static async Task<ServerProcess> StartAsync(string inputhost, string folder, TimeSpan latency)
    {
        string[] arguments = ["local-s3", folder, "--latency", $"{latency.TotalMilliseconds:0}"];
        var process = Process.Start(
            new ProcessStartInfo(inputhost, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        var line = await process.StandardError.ReadLineAsync();
        return
            line?.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal))
                is { } endpoint
            ? new ServerProcess(process, new Uri(endpoint))
            : throw new InvalidOperationException($"The server did not start: {line}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _rest.Wait();
        _process.Dispose();
    }
}
