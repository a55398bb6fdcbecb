using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Proxies that do not forward requests. The proxy variables apply to a whole process, so each case starts one.
/// </summary>
public sealed class ProxyStories : IDisposable
{
    private readonly FixtureFolder _work = new(withFixtures: false);

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_demands_a_password_is_reported_at_once(string scheme)
    {
        await using var proxy = new RawHttp(_ =>
            Task.FromResult(
                new RawResponse { Status = 407, Headers = { ["Proxy-Authenticate"] = "Basic realm=\"proxy\"" } }
            )
        );
        AssertReported(await CheckAsync(scheme, proxy.Endpoint), "network.proxy_authentication", ExitCode.Access);
        Assert.Equal(1, proxy.Connections);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task An_unreachable_proxy_is_reported_at_once(string scheme)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";
        taken.Stop();
        AssertReported(await CheckAsync(scheme, address), "network.proxy_unreachable", ExitCode.Transient);
    }

    [Fact]
    public async Task A_proxy_that_refuses_to_connect_is_reported_at_once()
    {
        await using var proxy = new RawHttp(_ => Task.FromResult(new RawResponse { Status = 403 }));
        AssertReported(await CheckAsync("https", proxy.Endpoint), "network.proxy_unreachable", ExitCode.Transient);
        Assert.Equal(1, proxy.Connections);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_cannot_reach_the_server_is_retried(string scheme)
    {
        var answers = 0;
        await using var proxy = new RawHttp(_ =>
            Task.FromResult(new RawResponse { Status = answers++ == 0 ? 502 : 407 })
        );
        var ended = await RunAsync(scheme, proxy.Endpoint, "read", "--config", "connectionlog.json");
        Assert.Equal(ExitCode.Access, ended.ExitCode);
        Assert.Contains("requires a name and password (407)", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(2, proxy.Connections);
    }

    private static void AssertReported(ProcessResult ended, string code, int exitCode)
    {
        var step = JsonDocument
            .Parse(ended.Output)
            .RootElement.GetProperty("steps")
            .EnumerateArray()
            .Single(step => step.GetProperty("outcome").GetString() == "failed");
        var error = step.GetProperty("error");
        Assert.Equal((code, exitCode), (error.GetProperty("code").GetString(), ended.ExitCode));
        Assert.Contains("s3.example.invalid", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wait", ended.Output, StringComparison.OrdinalIgnoreCase);
    }

    private Task<ProcessResult> CheckAsync(string scheme, string proxy) =>
        RunAsync(scheme, proxy, "check", "--config", "connectionlog.json", "--json");

    /// <summary>Runs the program with a server whose name only the proxy can resolve.</summary>
    private async Task<ProcessResult> RunAsync(string scheme, string proxy, params string[] arguments)
    {
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments],
            [
                .. names.Select(name => (name, proxy)),
                ("NO_PROXY", ""),
                ("no_proxy", ""),
                ("HOME", _work.Folder),
                ("AWS_ENDPOINT_URL_S3", $"{scheme}://s3.example.invalid"),
            ]
        );
        return await Inputhost.EndAsync(process);
    }
}
