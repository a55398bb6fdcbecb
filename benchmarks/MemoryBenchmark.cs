using System.Globalization;
using LocalS3;

namespace Benchmarks;

/// <summary>
/// Measures the memory of <c>inputhost read</c> with buckets that could use a large amount of it, each in its own
/// process. The S3 server runs in this process.
/// </summary>
internal sealed class MemoryBenchmark(IReadOnlyList<MemoryCase> cases)
{
    private const int Bound = 256;

    /// <summary>The program from the build with the same configuration.</summary>
    private static readonly string Inputhost = Repository.File(
        "host",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        "net10.0",
        "inputhost.dll"
    );

    private const string Config = """
        {"input":"redshift-audit-logs","settings":{"bucket":"audit-logs"},
        "secrets":{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"none"}}
        """;

    /// <returns>1 if a case exceeded the limit or ended with an unexpected exit code.</returns>
    public async Task<int> RunAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("The peak memory is read from /proc, which only Linux has.");
            return 1;
        }

        Console.WriteLine("| case | result | exit code | s | peak MB |\n|---|---|---|---|---|");
        var (peak, isWrong) = (0L, false);
        foreach (var given in cases)
        {
            var found = await MeasureAsync(given);
            var megabytes = (found.Bytes + GzipFiles.MiB - 1) / GzipFiles.MiB;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {given.Name} | {Summary(found.Errors)} | {found.ExitCode} | {found.Elapsed.TotalSeconds:0.0} | "
                        + $"{megabytes} |"
                )
            );
            peak = Math.Max(peak, megabytes);
            isWrong |= found.ExitCode != given.ExitCode;
            if (found.ExitCode != given.ExitCode)
            {
                Console.Error.WriteLine($"Expected to end with {given.ExitCode}: {found.Errors}");
            }
        }

        Console.WriteLine($"peak {peak} MB of {Bound} MB");
        return peak > Bound || isWrong ? 1 : 0;
    }

    private static async Task<PeakMemory> MeasureAsync(MemoryCase given)
    {
        var folder = Directory.CreateTempSubdirectory("memory-").FullName;
        try
        {
            var buckets = Path.Combine(folder, "buckets");
            given.Build(Path.Combine(buckets, "audit-logs/AWSLogs/123456789012/redshift/us-east-1"));
            await File.WriteAllTextAsync(Path.Combine(folder, "audit.json"), Config);
            await using var server = await LocalS3Server.StartAsync(new LocalS3Options { Folder = buckets });
            return await PeakMemory.OfAsync(
                folder,
                ["dotnet", Inputhost, "read", "--config", "audit.json", "--state", "audit.db"],
                ("AWS_ENDPOINT_URL_S3", server.Endpoint.ToString())
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The line with the number of records, without the elapsed seconds.</summary>
    private static string Summary(string errors)
    {
        var line =
            errors.Split('\n').LastOrDefault(line => line.Contains(" records from ", StringComparison.Ordinal)) ?? "";
        return line.Split(" in ")[0].Replace("Incomplete: ", "", StringComparison.Ordinal);
    }
}
