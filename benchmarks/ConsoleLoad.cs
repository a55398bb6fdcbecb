using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalS3;

namespace Benchmarks;

/// <summary>
/// The CPU time and memory of <c>inputhost serve</c> with many inputs that poll. Each input has a bucket with a hundred
/// objects in today's folder. The S3 server runs in this process.
/// </summary>
internal sealed class ConsoleLoad(BenchmarkEnvironment bench, int minutes)
{
    private const int Inputs = 200;
    private const int ObjectsEach = 100;
    private const int RowsEach = 20;
    private const int EverySeconds = 60;

    private static readonly TimeSpan FirstRuns = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(int minutes)
    {
        using var bench = await BenchmarkEnvironment.PrepareAsync();
        await new ConsoleLoad(bench, minutes).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        WriteBuckets();
        await using var server = await LocalS3Server.StartAsync(
            new LocalS3Options { Folder = bench.Buckets("console") }
        );
        var start = new ProcessStartInfo(
            bench.Inputhost,
            ["serve", "--urls", "http://127.0.0.1:0", "--data", bench.Out]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        foreach (var service in new[] { "S3", "STS" })
        {
            start.Environment[$"AWS_ENDPOINT_URL_{service}"] = server.Endpoint.ToString();
        }

        bench.Clear();
        using var process = Process.Start(start)!;
        try
        {
            var address = (await process.StandardError.ReadLineAsync())!
                .Split(' ')
                .First(word => word.StartsWith("http", StringComparison.Ordinal));
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
            {
                BaseAddress = new Uri(address),
            };
            await AddInputsAsync(client);
            await AllDoneAsync(client);
            var (before, requests, started) = (
                ProcessSample.Of(process.Id)!,
                server.RequestCount,
                TimeProvider.System.GetTimestamp()
            );
            await Task.Delay(TimeSpan.FromMinutes(minutes), TimeProvider.System);
            var (after, elapsed) = (ProcessSample.Of(process.Id)!, TimeProvider.System.GetElapsedTime(started));
            await AllDoneAsync(client);
            await bench.WriteResultsAsync(
                "console",
                Text(
                    (after.Processors - before.Processors) / elapsed,
                    after.Bytes,
                    (server.RequestCount - requests) / elapsed.TotalMinutes
                )
            );
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private void WriteBuckets()
    {
        var today = TimeProvider.System.GetUtcNow();
        var body = LogGenerator.Gzip(new LogGenerator(1).Rows(RowsEach));
        for (var input = 0; input < Inputs; input++)
        {
            for (var number = 0; number < ObjectsEach; number++)
            {
                var key = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{LogFolder.Roots[0]}/{today:yyyy/MM/dd}/123456789012_redshift_us-east-1_c{number}"
                        + $"_connectionlog_{today:yyyy-MM-dd}T00:{number % 60:00}.gz"
                );
                var path = Path.Combine(bench.Buckets("console"), BucketOf(input), FileNames.Of(key));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, body);
            }
        }
    }

    private static async Task AddInputsAsync(HttpClient client)
    {
        var session = await client.GetFromJsonAsync<JsonElement>("/api/session");
        client.DefaultRequestHeaders.Add("X-Csrf-Token", session.GetProperty("csrfToken").GetString());
        for (var input = 0; input < Inputs; input++)
        {
            using var answer = await client.PostAsJsonAsync(
                "/api/inputs",
                new
                {
                    name = $"Input {input}",
                    connector = "redshift-audit-logs",
                    settings = new { bucket = BucketOf(input), region = "us-east-1" },
                    secrets = new { access_key = "AKIAIOSFODNN7EXAMPLE", secret_key = "none" },
                    schedule = new { every = EverySeconds },
                }
            );
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Waits until every input has all of its records, and no more.</summary>
    private static async Task AllDoneAsync(HttpClient client)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var inputs = await client.GetFromJsonAsync<JsonElement>("/api/inputs");
            var wrong = inputs
                .EnumerateArray()
                .Where(input =>
                    input.GetProperty("outcome").GetString() != "done"
                    || input.GetProperty("records").GetInt64() != ObjectsEach * RowsEach
                )
                .ToList();
            if (wrong.Count == 0)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > FirstRuns)
            {
                throw new InvalidOperationException($"{wrong.Count} inputs are not done; one of them: {wrong[0]}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private static string BucketOf(int input) => $"audit-logs-{input}";

    private string Text(double cores, long bytes, double requestsAMinute) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Console with many inputs

            ```sh
            dotnet run -c Release --project benchmarks -- console
            ```

            `inputhost serve` with {Inputs} inputs. Each input has its own bucket with {ObjectsEach} objects in today's
            folder, and is polled every {EverySeconds} s. After all inputs have read their {ObjectsEach
                * RowsEach:N0} records, the
            process is measured for {minutes} minutes. The peak includes the first runs. The S3 server is another
            process.

            | metric | value |
            |---|---|
            | cores | {cores:0.000} |
            | peak memory | {bytes / GzipFiles.MiB} MB |
            | requests per minute | {requestsAMinute:N0} |

            """
        );
}
