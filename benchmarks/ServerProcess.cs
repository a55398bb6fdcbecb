using System.Diagnostics;

namespace Benchmarks;

/// <summary><c>inputhost local-s3</c> in its own process, so that its cost is not counted as the reader's.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _rest;

    private ServerProcess(Process process, Uri endpoint) =>
        (_process, Endpoint, _rest) = (process, endpoint, process.StandardError.ReadToEndAsync());

    public Uri Endpoint { get; }

    /// <summary>The environment variable that sends a reader's requests to this server.</summary>
    public (string Name, string Value) Variable => ("AWS_ENDPOINT_URL_S3", Endpoint.ToString());

    /// <summary>The CPU time that the server used so far.</summary>
    public TimeSpan Processors =>
        ProcessSample.Of(_process.Id)?.Processors ?? throw new InvalidOperationException("The server has ended.");

    /// <param name="inputhost">The program.</param>
    /// <param name="folder">The folder to serve.</param>
    /// <param name="latency">The delay before each response.</param>
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
