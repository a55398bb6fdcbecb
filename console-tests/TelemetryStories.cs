using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ConsoleTests;

/// <summary>The OpenTelemetry data that the console sends to a collector.</summary>
public sealed class TelemetryStories : ConsoleStory
{
    [ConsoleFact]
    public async Task A_collector_receives_the_metrics_and_the_trace_of_a_run_without_secrets()
    {
        await using var collector = await Collector.StartAsync();
        AddLogs(3, rows: 5);
        await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100")
        );
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);

        foreach (
            var name in new[]
            {
                "inputhost.records",
                "inputhost.bytes",
                "inputhost.objects",
                "inputhost.rejected_lines",
                "inputhost.parked",
                "inputhost.lag",
                "s3.page_listed",
                "s3.object_read",
            }
        )
        {
            await collector.UntilAsync("/v1/metrics", name);
        }

        Assert.Contains(id, await collector.UntilAsync("/v1/traces", "outcome"), StringComparison.Ordinal);
        Assert.DoesNotContain(SecretKey, collector.All, StringComparison.Ordinal);
    }

    /// <summary>A server that stores the requests that it receives.</summary>
    [ConsoleFact]
    public async Task Prometheus_reads_the_figures_of_all_inputs_at_metrics()
    {
        AddLogs(count: 2, rows: 3);
        var id = await Client.AddAsync(Input("Say \"hi\""));
        await Client.RunToEndAsync(id);
        using var response = await Client.Plain.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync();
        var labels = $"{{input=\"{id}\",name=\"Say \\\"hi\\\"\"}}";
        Assert.Contains($"inputhost_records_total{labels} 6\n", text, StringComparison.Ordinal);
        Assert.Contains($"inputhost_failing{labels} 0\n", text, StringComparison.Ordinal);
        Assert.Contains($"inputhost_last_success_timestamp_seconds{labels} ", text, StringComparison.Ordinal);
        Assert.Contains("code=\"s3.page_listed\"", text, StringComparison.Ordinal);
    }

    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

        private readonly ConcurrentQueue<(string Path, string Body)> _requests = new();
        private readonly SemaphoreSlim _received = new(0);

        public string Address => app.Urls.Single();

        public string All => string.Concat(_requests.Select(request => request.Body));

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.ListenAsync();
            return collector;
        }

        /// <summary>Waits for a request to the path that contains the word, and returns its body.</summary>
        public async Task<string> UntilAsync(string path, string word)
        {
            using var timeout = new CancellationTokenSource(Timeout);
            while (true)
            {
                var found = _requests.FirstOrDefault(request =>
                    request.Path == path && request.Body.Contains(word, StringComparison.Ordinal)
                );
                if (found is { Body: { } body })
                {
                    return body;
                }

                await _received.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var received = string.Join(", ", _requests.Select(request => $"{request.Path} {request.Body.Length}"));
                Assert.False(
                    timeout.IsCancellationRequested,
                    $"No request to {path} contains {word}. Received paths and lengths: {received}."
                );
            }
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            _received.Dispose();
        }

        private Task ListenAsync()
        {
            app.Run(async context =>
            {
                // Protocol Buffers encode text as plain UTF-8, so the words can be found in the binary body.
                using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
                _requests.Enqueue((context.Request.Path, await reader.ReadToEndAsync()));
                _received.Release();
            });
            return app.StartAsync();
        }
    }
}
