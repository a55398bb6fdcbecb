using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LocalS3;
using Xunit;

namespace InputHost.Tests;

/// <summary>A continuous read without a terminal: its log, health file and metrics.</summary>
public sealed class MonitoringStories : IDisposable
{
    private const string Metrics = "The metrics are at ";
    private const int Interrupted = 130;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FixtureFolder _work = new();
    private Process? _read;

    public void Dispose()
    {
        // If a test failed, the read is still running.
        _read?.Kill();
        _read?.Dispose();
        _work.Dispose();
    }

    [UnixFact]
    public async Task An_operator_learns_from_log_health_file_and_metrics_what_happened()
    {
        var server = await StartServerAsync(port: 0);
        var endpoint = server.Endpoint;
        var read = Follow(endpoint, "--log", "json", "--health", "health.json", "--metrics", "127.0.0.1:0");
        using var client = new HttpClient();
        var line = await LineAsync(read, line => line.StartsWith(Metrics, StringComparison.Ordinal));
        var url = line[Metrics.Length..].TrimEnd('.');

        var started = await EntryAsync(read, "run.started");
        Assert.Contains("contains no checkpoint: everything is read.", Message(started), StringComparison.Ordinal);
        var pass = await EntryAsync(read, "run.pass_done");
        Assert.Equal(244, pass.GetProperty("figures").GetProperty("records").GetInt64());
        await UntilAsync(() => Health().GetProperty("status").GetString() == "ok");
        var metrics = await client.GetStringAsync(url);
        Assert.Contains(
            "inputhost_records_total{input=\"redshift-audit-logs\"} 244\n",
            metrics,
            StringComparison.Ordinal
        );
        Assert.Contains("inputhost_failing{input=\"redshift-audit-logs\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("code=\"s3.page_listed\"", metrics, StringComparison.Ordinal);

        await server.DisposeAsync();
        var failed = await EntryAsync(read, "s3.unavailable");
        Assert.Equal("warning", failed.GetProperty("level").GetString());
        await UntilAsync(() => Health().GetProperty("status").GetString() == "failing");
        Assert.Equal("s3.unavailable", Health().GetProperty("error").GetProperty("code").GetString());
        metrics = await client.GetStringAsync(url);
        Assert.Contains("inputhost_failing{input=\"redshift-audit-logs\"} 1\n", metrics, StringComparison.Ordinal);

        await using var again = await StartServerAsync(endpoint.Port);
        await EntryAsync(read, "run.recovered");
        await UntilAsync(() => Health().GetProperty("status").GetString() == "ok");
        Assert.Equal(244, Health().GetProperty("records").GetInt64());
        Assert.Equal(Interrupted, await StopAsync(read));
    }

    [Fact]
    public async Task Metrics_are_for_this_machine_only_and_only_by_a_loopback_name()
    {
        await using var server = await StartServerAsync(port: 0);
        var read = Follow(server.Endpoint, "--metrics", "127.0.0.1:0");
        var line = await LineAsync(read, line => line.StartsWith(Metrics, StringComparison.Ordinal));
        var url = new Uri(line[Metrics.Length..].TrimEnd('.'));
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, url, host: null));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(HttpMethod.Get, url, "other.example"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(HttpMethod.Post, url, host: null));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, new Uri(url, "/other"), host: null));

        async Task<HttpStatusCode> StatusAsync(HttpMethod method, Uri address, string? host)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Host = host;
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("9464", "--metrics takes a host and a port such as 127.0.0.1:9464, not \"9464\".")]
    [InlineData("127.0.0.1", "--metrics takes a host and a port such as 127.0.0.1:9464, not \"127.0.0.1\".")]
    [InlineData("0.0.0.0:9464", "Other machines can reach 0.0.0.0:9464, so a token is required.")]
    public async Task A_wrong_address_for_metrics_is_refused(string address, string message)
    {
        var ended = await _work.ReadAsync("connectionlog.json", "--metrics", address);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task A_report_says_what_a_run_did()
    {
        var arguments = new[] { "--state", "s.db", "--out", "out", "--report", "report.json" };
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", arguments)).ExitCode);
        var report = JsonElement.Parse(await File.ReadAllTextAsync(_work.File("report.json")));
        Assert.Equal("done", report.GetProperty("outcome").GetString());
        Assert.Equal(244, report.GetProperty("records").GetInt64());
        Assert.Equal("audit-logs", report.GetProperty("settings").GetProperty("bucket").GetString());
        Assert.Equal(
            new FileInfo(_work.File("out/connectionlog.ndjson")).Length,
            report.GetProperty("files").GetProperty("connectionlog.ndjson").GetInt64()
        );

        Directory.Delete(_work.File("buckets/audit-logs"), recursive: true);
        Assert.NotEqual(0, (await _work.ReadAsync("connectionlog.json", arguments)).ExitCode);
        report = JsonElement.Parse(await File.ReadAllTextAsync(_work.File("report.json")));
        Assert.Equal("failed", report.GetProperty("outcome").GetString());
        Assert.Equal("s3.bucket_not_found", report.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(
            2,
            (await _work.ReadAsync("connectionlog.json", "--report", "missing/report.json", "--limit", "1")).ExitCode
        );
    }

    [Fact]
    public async Task After_a_full_read_the_messages_name_the_folder_that_is_current()
    {
        string[] state = ["--state", "s.db"];
        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", [.. state, "--out", "first"])).ExitCode);
        var full = await _work.ReadAsync("connectionlog.json", [.. state, "--out", "again", "--full"]);
        Assert.Contains(
            $"The records are in {_work.File("again")}: specify this folder with --out from now on.",
            full.Errors,
            StringComparison.Ordinal
        );
        var old = await _work.ReadAsync("connectionlog.json", [.. state, "--out", "first"]);
        Assert.Equal(2, old.ExitCode);
        Assert.Contains(
            $"Specify the folder of this state, {_work.File("again")}, or an empty folder",
            old.Errors,
            StringComparison.Ordinal
        );
    }

    private static string Message(JsonElement entry) => entry.GetProperty("message").GetString()!;

    private Task<LocalS3Server> StartServerAsync(int port) =>
        LocalS3Server.StartAsync(new LocalS3Options { Folder = _work.File("buckets"), Port = port });

    private Process Follow(Uri endpoint, params string[] options) =>
        _read = KilledRead.Start(_work.Folder, endpoint, "s.db", "out", ["--follow", "0.2", .. options]);

    private static async Task<string> LineAsync(Process process, Func<string, bool> isWanted)
    {
        var seen = new List<string>();
        while (await process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (isWanted(line))
            {
                return line;
            }

            seen.Add(line);
        }

        throw new InvalidOperationException($"The process ended. It wrote:\n{string.Join('\n', seen)}");
    }

    private static async Task<JsonElement> EntryAsync(Process process, string code) =>
        JsonElement.Parse(
            await LineAsync(
                process,
                line => JsonElement.Parse(line).TryGetProperty("code", out var found) && found.GetString() == code
            )
        );

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    private async Task<int> StopAsync(Process process)
    {
        using var kill = Inputhost.Start(_work.Folder, "kill", ["-TERM", $"{process.Id}"]);
        await Inputhost.EndAsync(kill);
        return (await Inputhost.EndAsync(process)).ExitCode;
    }

    private JsonElement Health() => JsonElement.Parse(File.ReadAllText(_work.File("health.json")));
}
