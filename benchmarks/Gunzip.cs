using System.Globalization;
using System.IO.Compression;
using InputSdk.S3.Decode;

namespace Benchmarks;

/// <summary>
/// Measures decompression alone, with checksums, of logs that different tools compressed. The result is the speed
/// relative to <see cref="GZipStream"/> at its best read size, in CPU time of one thread. Each round runs all decoders
/// in turn.
/// </summary>
internal static class Gunzip
{
    private const int PieceBytes = 192 * 1024;
    private const double MinSeconds = 0.15;

    private static readonly int[] ReadSizes = [16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024];

    public static int Run(int rounds)
    {
        (string Name, List<byte[]> Objects)[] corpora =
        [
            ("zlib -6", [Deflaters.Zlib(Text(1, 64 * GzipFiles.MiB))]),
            ("GNU gzip -6", [Deflaters.Gnu(Text(2, 64 * GzipFiles.MiB))]),
            (".NET Optimal", [LogGenerator.Gzip(Text(3, 64 * GzipFiles.MiB))]),
            ("65 kB objects, .NET Optimal", SmallTexts().ConvertAll(text => LogGenerator.Gzip(text))),
            ("65 kB objects, zlib -6", SmallTexts().ConvertAll(Deflaters.Zlib)),
        ];
        (string Name, Func<byte[], long> Read)[] ways =
        [
            .. ReadSizes.Select(ByGZipStream),
            ("GZipStream.CopyTo", ByCopyTo),
            ("ours", Ours),
            .. NativeGunzip.Available,
        ];
        Console.WriteLine($"| text | {string.Join(" | ", ways.Select(way => way.Name))} |");
        Console.WriteLine($"|---|{string.Concat(ways.Select(_ => "---|"))}");
        foreach (var (name, objects) in corpora)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", Measure(objects, ways, rounds))} |");
        }

        return 0;
    }

    private static List<byte[]> SmallTexts() => [.. Enumerable.Range(10, 500).Select(seed => Text(seed, 65_000))];

    private static byte[] Text(int seed, int bytes) => GzipFiles.Rows(bytes, seed);

    private static IEnumerable<string> Measure(
        List<byte[]> objects,
        (string Name, Func<byte[], long> Read)[] ways,
        int rounds
    )
    {
        var times = ways.Select(_ => new List<double>()).ToArray();
        var text = 0L;
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                var (cpu, passes) = (ThreadCpu.Now, 0);
                TimeSpan spent;
                do
                {
                    text = objects.Sum(ways[i].Read);
                    passes++;
                    spent = ThreadCpu.Now - cpu;
                } while (spent.TotalSeconds < MinSeconds);
                if (round > 0)
                {
                    times[i].Add(spent.TotalSeconds / passes);
                }
            }
        }

        var medians = times.Select(BenchmarkEnvironment.Median).ToList();
        var best = medians.Take(ReadSizes.Length).Min();
        return medians.Select(time =>
            string.Create(CultureInfo.InvariantCulture, $"{best / time:0.00} ({text / time / 1e6:0} MB/s)")
        );
    }

    private static (string Name, Func<byte[], long> Read) ByGZipStream(int size) =>
        ($"GZipStream, {size / 1024} KiB", body => ByGZipStream(body, new byte[size]));

    private static long ByGZipStream(byte[] body, byte[] buffer)
    {
        var total = 0L;
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
        {
            total += read;
        }

        return total;
    }

    private static long ByCopyTo(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var sink = new CountingStream();
        gzip.CopyTo(sink, 256 * 1024);
        return sink.Total;
    }

    /// <summary>Decodes as the engine does: in pieces that keep the window before them.</summary>
    private static long Ours(byte[] body)
    {
        using var gzip = new GunzipReader(new MemoryStream(body), [], "benchmark");
        var (total, buffer, end, read) = (0L, s_piece, 0, 1);
        while (read > 0)
        {
            if (end == buffer.Length)
            {
                buffer.AsSpan(end - GunzipReader.WindowBytes).CopyTo(buffer);
                end = GunzipReader.WindowBytes;
            }

            read = gzip.ReadAsync(buffer, end, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            (total, end) = (total + read, end + read);
        }

        return total;
    }

    private static readonly byte[] s_piece = new byte[PieceBytes + GunzipReader.WindowBytes];

    private sealed class CountingStream : MemoryStream
    {
        public long Total { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer) => Total += buffer.Length;

        public override void Write(byte[] buffer, int offset, int count) => Total += count;
    }
}
