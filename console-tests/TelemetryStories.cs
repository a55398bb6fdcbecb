using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ConsoleTests;

/// <summary>What the console tells a collector, which here is a server that keeps what it is sent.</summary>
public sealed class TelemetryStories : ConsoleStory
{
    [ConsoleFact]
    public async Task A_collector_gets_the_metrics_and_the_trace_of_a_run_and_no_secret()
    {
        await using var collector = await Collector.StartAsync();
        AddLogs(3, rows: 5);
        await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        var id = await Client.AddAsync(Input());
        await Client.RunToEndAsync(id);

        foreach (var name in new[] { "inputhost.records", "inputhost.bytes", "inputhost.objects", "inputhost.rejected_lines", "inputhost.parked", "inputhost.lag", "s3.page_listed", "s3.object_read" })
        {
            await collector.UntilAsync("/v1/metrics", name);
        }

        Assert.Contains(id, await collector.UntilAsync("/v1/traces", "outcome"), StringComparison.Ordinal);
        Assert.DoesNotContain(SecretKey, collector.All, StringComparison.Ordinal);
    }

    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly ConcurrentQueue<(string Path, string Body)> _sent = new();
        private readonly SemaphoreSlim _news = new(0);

        public string Address => app.Urls.Single();

        public string All => string.Concat(_sent.Select(sent => sent.Body));

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.ListenAsync();
            return collector;
        }

        /// <summary>What was sent there with this word in it, as soon as it is.</summary>
        public async Task<string> UntilAsync(string path, string word)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                if (_sent.FirstOrDefault(sent => sent.Path == path && sent.Body.Contains(word, StringComparison.Ordinal)) is { Body: { } body })
                {
                    return body;
                }

                await _news.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Assert.False(patience.IsCancellationRequested, $"There is no {word} in what was sent to {path}, in all {string.Join(", ", _sent.Select(sent => $"{sent.Path} {sent.Body.Length}"))}.");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            _news.Dispose();
        }

        private Task ListenAsync()
        {
            app.Run(async context =>
            {
                // Protocol buffers have texts as they are.
                using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
                _sent.Enqueue((context.Request.Path, await reader.ReadToEndAsync()));
                _news.Release();
            });
            return app.StartAsync();
        }
    }
}
