using System.Buffers;
using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Common;
using InputSdk;
using InputSdk.S3;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// The CPU time of one GET of a small object, by the engine's own client and by the AWS SDK, in turn. The server is a
/// separate process. Every body is received completely.
/// </summary>
internal sealed class GetCost(BenchmarkEnvironment bench, int rounds)
{
    private const int Objects = 10_000;
    private const int AtOnce = 16;

    public static async Task<int> RunAsync(int rounds)
    {
        using var bench = await BenchmarkEnvironment.PrepareAsync("small");
        await new GetCost(bench, rounds).MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        using var server = Process.Start(
            new ProcessStartInfo(bench.Inputhost, ["local-s3", bench.Buckets("small")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var said = await server.StandardError.ReadLineAsync() ?? "";
            var endpoint = said.Split(' ')
                .First(word => word.Contains("http://127.0.0.1:", StringComparison.Ordinal))
                .Split('=')[^1];
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", endpoint);
            await CompareAsync(endpoint);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private async Task CompareAsync(string endpoint)
    {
        var config = ConfigReader.Read(
            RedshiftAuditLogs.Declaration,
            new InputConfig
            {
                Settings = """{"bucket":"audit-logs"}"""u8.ToArray(),
                Secrets = """{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"none"}"""u8.ToArray(),
            }
        );
        using var store = new AwsObjectStore(
            config,
            RedshiftAuditLogs.Declaration,
            new NullHost(TimeProvider.System),
            Limits.Default
        );
        await store.ProbeAsync(CancellationToken.None);
        var objects = await ListedAsync(store);
        using var sdk = new AmazonS3Client(
            new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "none"),
            new AmazonS3Config
            {
                ServiceURL = endpoint,
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );
        Func<ObjectVersion, Task<Stream>> own = version => store.GetAsync(version, CancellationToken.None);
        Func<ObjectVersion, Task<Stream>> bySdk = async version =>
            (
                await sdk.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = config.Bucket,
                        Key = version.Key,
                        EtagToMatch = version.ETag,
                        ByteRange = new ByteRange(0, version.Size - 1),
                    }
                )
            ).ResponseStream;
        var (owns, sdks) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round <= rounds; round++)
        {
            owns.Add(await CostAsync(objects, own));
            sdks.Add(await CostAsync(objects, bySdk));
        }

        // The first round includes JIT compilation.
        var ratio = BenchmarkEnvironment.Median(
            owns.Zip(sdks).Skip(1).Select(pair => pair.First.Microseconds / pair.Second.Microseconds)
        );
        await bench.WriteResultsAsync(
            "get",
            $"""
            # Cost of a GET

            `dotnet run -c Release --project benchmarks -- get {rounds}` requests {Objects:N0} objects of 18.5 kB from a
            server in another process, {AtOnce} at once, and receives each body completely. The table shows CPU time and
            allocated bytes of the client process for one object, as medians of {rounds} rounds.

            | client | CPU µs | kB allocated |
            |---|---|---|
            | the engine's client | {BenchmarkEnvironment.Median(
                owns.Skip(1).Select(cost => cost.Microseconds)
            ):0} | {BenchmarkEnvironment.Median(owns.Skip(1).Select(cost => cost.Bytes)) / 1000.0:0.0} |
            | AWS SDK for .NET | {BenchmarkEnvironment.Median(
                sdks.Skip(1).Select(cost => cost.Microseconds)
            ):0} | {BenchmarkEnvironment.Median(sdks.Skip(1).Select(cost => cost.Bytes)) / 1000.0:0.0} |
            | ratio, median of the rounds | {ratio:0.00} | |

            """
        );
    }

    private static async Task<List<ObjectVersion>> ListedAsync(AwsObjectStore store)
    {
        var objects = new List<ObjectVersion>();
        while (objects.Count < Objects)
        {
            var page = await store.ListAsync(
                new ListRequest { Prefix = "", StartAfter = objects.Count == 0 ? "" : objects[^1].Key },
                CancellationToken.None
            );
            objects.AddRange(page.Objects);
        }

        return objects[..Objects];
    }

    private static async Task<Cost> CostAsync(List<ObjectVersion> objects, Func<ObjectVersion, Task<Stream>> get)
    {
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await Parallel.ForEachAsync(
            objects,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (version, token) =>
            {
                await using var body = await get(version);
                var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
                long read = 0;
                int count;
                while ((count = await body.ReadAsync(buffer, token)) > 0)
                {
                    read += count;
                }

                ArrayPool<byte>.Shared.Return(buffer);
                if (read != version.Size)
                {
                    throw new InvalidOperationException($"{version.Key}: {read} of {version.Size} bytes came.");
                }
            }
        );
        return new Cost(
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / objects.Count,
            (GC.GetTotalAllocatedBytes() - bytes) / objects.Count
        );
    }

    private readonly record struct Cost(double Microseconds, long Bytes);
}
