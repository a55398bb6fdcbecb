using InputHost.Health;
using InputHost.Serve;
using InputSdk;

namespace InputHost.Commands;

/// <summary>The option <c>--metrics</c>. The web server is loaded only if the option is given.</summary>
internal static class MetricsOption
{
    /// <returns>The server; null if the option is not given.</returns>
    /// <exception cref="HostException">The address is invalid, or the server cannot listen on it.</exception>
    public static async Task<IAsyncDisposable?> ServeAsync(
        string? option,
        RunHealth health,
        CancellationToken cancellationToken
    ) => option is null ? null : await ServeAsync(option, Address(option), health, cancellationToken);

    private static async Task<IAsyncDisposable> ServeAsync(
        string option,
        Uri address,
        RunHealth health,
        CancellationToken cancellationToken
    )
    {
        var server = await MetricsServer.StartAsync(
            address,
            AccessToken.For(option, address.Host),
            () => [health.Figures],
            TimeProvider.System,
            cancellationToken
        );
        await Console.Error.WriteLineAsync($"The metrics are at {server.Url}.");
        return server;
    }

    private static Uri Address(string option) =>
        Uri.TryCreate($"http://{option}", UriKind.Absolute, out var address)
        && address is { PathAndQuery: "/", UserInfo: "" }
        && option.EndsWith($":{address.Port}", StringComparison.Ordinal)
            ? address
            : throw new HostException(
                ErrorKind.Config,
                $"--metrics takes a host and a port such as 127.0.0.1:9464, not \"{option}\"."
            );
}
