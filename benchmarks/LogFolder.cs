using System.Globalization;
using System.IO.Compression;
using LocalS3;

namespace Benchmarks;

/// <summary>
/// A folder that local-s3 serves as the bucket <see cref="Bucket"/>: the hourly connection logs of some clusters, and
/// one user log for each day. The same seed results in the same bytes.
/// </summary>
internal sealed record LogFolder(string Name, int Objects, long TextBytesEach, double Spread)
{
    public const string Bucket = "audit-logs";

    /// <summary>The objects are distributed to the roots in turn.</summary>
    public static readonly IReadOnlyList<string> Roots =
    [
        "AWSLogs/123456789012/redshift/us-east-1",
        "AWSLogs/210987654321/redshift/us-east-1",
    ];

    public static readonly IReadOnlyList<LogFolder> Presets =
    [
        new("large", 10, (1L << 30) / 10 + 1, Spread: 0),
        new("small", 10_000, 65_000, Spread: 0.5),
        new("one", 1, 1L << 30, Spread: 0),
    ];

    private static readonly string[] Clusters = ["etl", "bi", "adhoc", "finance"];

    private static readonly DateTime FirstHour = new(2024, 1, 1, 0, 53, 0, DateTimeKind.Utc);

    private const long UserLogBytes = 4_000;

    public static LogFolder Preset(string name) => Presets.Single(preset => preset.Name == name);

    /// <returns>The total size of the connection logs.</returns>
    public LogSize Write(string folder, int seed)
    {
        var (total, access) = (default(LogSize), new Lock());
        Parallel.For(
            0,
            Objects,
            index =>
            {
                var size = WriteObject(folder, index, unchecked((seed * 1_000_003) + index));
                lock (access)
                {
                    total += size;
                }
            }
        );
        return total;
    }

    private LogSize WriteObject(string folder, int index, int seed)
    {
        var inRoot = index / Roots.Count;
        // A small number of objects belongs to one cluster, so that they cover many hours.
        var clusters = Objects < 100 ? 1 : Clusters.Length;
        var time = FirstHour.AddHours(inRoot / clusters);
        var generator = new LogGenerator(seed);
        if (index % Roots.Count == 0 && inRoot % (24 * clusters) == 0)
        {
            WriteFile(
                PathOf(folder, index, Clusters[0], "userlog", time),
                time,
                stream => generator.UserRows(stream, UserLogBytes)
            );
        }

        var bytes = (long)(TextBytesEach * (1 + (Spread * ((2 * new Random(seed).NextDouble()) - 1))));
        return WriteFile(
            PathOf(folder, index, Clusters[inRoot % clusters], "connectionlog", time),
            time,
            stream => generator.Rows(stream, bytes)
        );
    }

    private static string PathOf(string folder, int index, string cluster, string log, DateTime time)
    {
        var root = Roots[index % Roots.Count];
        var (account, region) = (root.Split('/')[1], root.Split('/')[3]);
        var key = string.Create(
            CultureInfo.InvariantCulture,
            $"{root}/{time:yyyy/MM/dd}/{account}_redshift_{region}_{cluster}_{log}_{time:yyyy-MM-dd'T'HH:mm}.gz"
        );
        return Path.Combine(folder, Bucket, FileNames.Of(key));
    }

    private static LogSize WriteFile(string path, DateTime time, Func<Stream, LogSize> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        LogSize size;
        using (var file = File.Create(path))
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            size = write(gzip);
        }

        File.SetLastWriteTimeUtc(path, time);
        return size with { GzipBytes = new FileInfo(path).Length };
    }
}
