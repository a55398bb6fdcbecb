using System.Globalization;
using System.IO.Compression;
using Common;
using InputSdk;
using InputSdk.S3;
using InputSdk.S3.Buffering;
using InputSdk.S3.Decode;
using InputSdk.S3.Formats;
using InputSdk.S3.Parse;
using InputSdk.S3.Read.Capacity;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// Reads the same objects from memory in increasingly complete ways: the bytes only; decompressed; verified (also by
/// the native decoders that are installed); split into fields; converted to records; and read by the whole engine with
/// one worker, with two, and with one for each core. The result of each rung is its share of plain decompression and of
/// the rung below it.
/// </summary>
internal sealed class Ladder
{
    /// <summary>The name of the rung that measures only the engine's decoder.</summary>
    public const string EnrichedEngine = "the whole engine, 1 worker, enriched";
    public const string OcsfEngine = "the whole engine, 1 worker, ocsf";
    public const string VerifiedGunzip = "gunzip, verified: the engine's";

    private const int PieceBytes = 128 * 1024;

    private static readonly LogDefinition Log = RedshiftAuditLogs.Declaration.Logs[0];

    // The read sizes to try for GZipStream. The baseline is the fastest of them, chosen again in every run.
    private static readonly int[] ReadSizes = [16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024];

    private readonly List<byte[]> _objects;
    private readonly int _rounds;
    private readonly long _textBytes;
    private readonly long _rows;
    private int _readSize = ReadSizes[0];

    /// <param name="objects">The number of objects.</param>
    /// <param name="mebibytes">The size of the text of each object, in MiB.</param>
    /// <param name="rounds">The number of times that each rung is measured.</param>
    /// <param name="seed">The seed of the logs.</param>
    public Ladder(int objects, double mebibytes, int rounds, int seed)
    {
        _rounds = rounds;
        var made = Enumerable
            .Range(0, objects)
            .AsParallel()
            .AsOrdered()
            .Select(number =>
            {
                using var packed = new MemoryStream();
                LogSize size;
                using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                {
                    size = new LogGenerator(seed + number).Rows(gzip, (long)(mebibytes * GzipFiles.MiB));
                }

                return (Body: packed.ToArray(), Size: size);
            })
            .ToList();
        _objects = made.ConvertAll(one => one.Body);
        (_textBytes, _rows) = (made.Sum(one => one.Size.TextBytes), made.Sum(one => one.Size.Rows));
    }

    /// <param name="numbers">The constructor's arguments. The defaults of missing ones generate more than 1 GiB of
    /// text.</param>
    public static async Task RunAsync(IReadOnlyList<double> numbers)
    {
        double Number(int at, double otherwise) => at < numbers.Count ? numbers[at] : otherwise;
        var ladder = new Ladder((int)Number(0, 10), Number(1, 105), (int)Number(2, 5), (int)Number(3, 1));
        ladder.Print(await ladder.ClimbAsync());
    }

    /// <summary>Reads with one worker and with one for each core, in pieces of different sizes in turn.</summary>
    public static async Task RunPiecesAsync(int rounds)
    {
        var ladder = new Ladder(objects: 6, mebibytes: 64, rounds, seed: 1);
        int[] sizes = [64, 128, 192, 256, 512, 1024];
        int[] workers = [1, Environment.ProcessorCount];
        var times = sizes.Select(_ => workers.Select(_ => new List<double>()).ToArray()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (i, size) in sizes.Index())
            {
                foreach (var (j, count) in workers.Index())
                {
                    var limits = Limits.Default with { PieceBytes = (size * 1024) - PaddedText.Padding };
                    var time = await TimeAsync(() => ladder.EngineAsync(count, limits));
                    times[i][j].AddRange(round > 0 ? [time] : []);
                }
            }
        }

        var columns = workers.Select(count => $"MB/s, workers: {count}");
        Console.WriteLine($"| KiB of text in a piece | {string.Join(" | ", columns)} |");
        Console.WriteLine($"|---|{string.Concat(workers.Select(_ => "---|"))}");
        foreach (var (i, size) in sizes.Index())
        {
            var speeds = times[i].Select(taken => (int)(ladder._textBytes / 1e6 / Median(taken)));
            Console.WriteLine($"| {size} | {string.Join(" | ", speeds)} |");
        }
    }

    public async Task<IReadOnlyList<LadderStep>> ClimbAsync()
    {
        await ChooseReadSizeAsync();
        (string Name, Func<Task<long>> Read)[] rungs =
        [
            ("bytes", BytesAsync),
            ("gunzip: GZipStream alone", GunzipAsync),
            .. NativeGunzip.Available.Select(Native),
            (VerifiedGunzip, VerifiedAsync),
            ("lines", LinesAsync),
            ("fields, checked", () => RowsAsync(reads: true, writes: false)),
            ("NDJSON", () => RowsAsync(reads: true, writes: true)),
            .. new[] { 1, 2, Environment.ProcessorCount }.Distinct().Order().Select(Engine),
            (EnrichedEngine, () => EngineAsync(1, Limits.Default, "enriched")),
            (OcsfEngine, () => EngineAsync(1, Limits.Default, "ocsf")),
        ];
        var times = rungs.Select(_ => new List<double>()).ToArray();
        var cpuTimes = rungs.Select(_ => new List<double>()).ToArray();
        var allocated = new long[rungs.Length];
        for (var round = 0; round <= _rounds; round++)
        {
            // All rungs run in turn, so that other load on the machine affects them equally. The first round is a
            // warm-up.
            for (var i = 0; i < rungs.Length; i++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var cpu = Environment.CpuUsage.TotalTime;
                var time = await TimeAsync(rungs[i].Read);
                allocated[i] = GC.GetTotalAllocatedBytes(precise: true) - before;
                if (round > 0)
                {
                    times[i].Add(time);
                    cpuTimes[i].Add((Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
                }
            }
        }

        return
        [
            .. rungs.Select(
                (rung, i) =>
                    new LadderStep(
                        rung.Name,
                        Median(times[i]),
                        Median(times[1]),
                        Median(times[Math.Max(0, i - 1)]),
                        Median(cpuTimes[i]),
                        allocated[i] / (double)_rows
                    )
            ),
        ];
    }

    public void Print(IReadOnlyList<LadderStep> rungs)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{new LogSize(_objects.Count, _rows, _textBytes, _objects.Sum(body => (long)body.Length))}; median of "
                    + $"{_rounds} rounds; GZipStream read {_readSize / 1024} KiB at a time"
            )
        );
        Console.WriteLine(
            "| step | relative to GZipStream alone | relative to the previous row | MB/s of text | CPU s per GB | "
                + "bytes allocated per record |\n|---|---|---|---|---|---|"
        );
        foreach (var rung in rungs)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rung.Name} | {rung.OfGunzip:0.00} | {rung.OfBelow:0.00} | {_textBytes / 1e6 / rung.Seconds:0} "
                        + $"| {rung.CpuSeconds / _textBytes * 1e9:0.00} | {rung.AllocatedPerRecord:0.0} |"
                )
            );
        }
    }

    private (string Name, Func<Task<long>> Read) Native((string Name, Func<byte[], long> Read) way) =>
        ($"gunzip, verified: {way.Name}", () => Task.FromResult(_objects.Sum(way.Read)));

    public static string EngineOf(int cores) => $"the whole engine, {cores} {(cores == 1 ? "worker" : "workers")}";

    private (string Name, Func<Task<long>> Read) Engine(int cores) =>
        (EngineOf(cores), () => EngineAsync(cores, Limits.Default));

    private static async Task<double> TimeAsync(Func<Task<long>> read)
    {
        var started = TimeProvider.System.GetTimestamp();
        await read();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private async Task ChooseReadSizeAsync()
    {
        var best = double.MaxValue;
        foreach (var size in ReadSizes)
        {
            var before = _readSize;
            _readSize = size;
            await GunzipAsync();
            var time = await TimeAsync(GunzipAsync);
            (best, _readSize) = time < best ? (time, size) : (best, before);
        }
    }

    private Task<long> BytesAsync()
    {
        // Eight bytes at a time, so that only memory bandwidth limits the speed.
        var sum = 0UL;
        foreach (var body in _objects)
        {
            foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(body))
            {
                sum += word;
            }
        }

        return Task.FromResult((long)sum);
    }

    private Task<long> GunzipAsync()
    {
        var (total, buffer) = (0L, new byte[_readSize]);
        foreach (var body in _objects)
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                total += read;
            }
        }

        return Task.FromResult(total);
    }

    private async Task<long> VerifiedAsync()
    {
        var (total, buffer) = (0L, new byte[GunzipReader.WindowBytes + PieceBytes]);
        foreach (var body in _objects)
        {
            using var gzip = new GunzipReader(new MemoryStream(body), [], "benchmark");
            for (var (end, read) = (0, 1); read > 0; end += read)
            {
                end = Keep(buffer, end, buffer.Length);
                read = await gzip.ReadAsync(buffer, end, CancellationToken.None);
                total += read;
            }
        }

        return total;
    }

    /// <summary>Moves the last bytes that the decoder needs to the front when the buffer is full.</summary>
    private static int Keep(byte[] buffer, int end, int full)
    {
        if (end < full)
        {
            return end;
        }

        buffer.AsSpan(end - GunzipReader.WindowBytes, GunzipReader.WindowBytes).CopyTo(buffer);
        return GunzipReader.WindowBytes;
    }

    private Task<long> LinesAsync() => RowsAsync(reads: false, writes: false);

    private Task<long> RowsAsync(bool reads, bool writes)
    {
        var (rows, writer) = (new RowReader(Log, Limits.Default), new NativeWriter(Log, new RecordBuffer()));
        return WindowsAsync(
            (text, isEnd) =>
            {
                var total = 0L;
                rows.Clear();
                for (var start = 0; rows.Find(text, start, text.Length, isEnd); )
                {
                    for (; rows.HasLine; rows.MoveNext())
                    {
                        start += rows.Next(text);
                        total++;
                        if (reads)
                        {
                            rows.Read(text);
                        }

                        if (writes)
                        {
                            writer.Write(rows.Found(text), rows.Row, total);
                            if (writer.Output.Length > Limits.Default.BatchBytes)
                            {
                                writer.Output.Clear();
                            }
                        }
                    }
                }

                return total;
            }
        );
    }

    /// <summary>Each object in pieces that fit into a CPU cache, without the lines that span two pieces.</summary>
    private async Task<long> WindowsAsync(Window use)
    {
        var full = GunzipReader.WindowBytes + PieceBytes;
        var (total, window) = (0L, new byte[full + PaddedText.Padding]);
        foreach (var body in _objects)
        {
            using var gzip = new GunzipReader(new MemoryStream(body), [], "benchmark");
            for (var (from, end, read) = (0, 0, 1); read > 0; from = Keep(window, end, end))
            {
                for (end = from; end < full && read > 0; end += read)
                {
                    read = await gzip.ReadAsync(window.AsMemory(0, full), end, CancellationToken.None);
                }

                var start = from == 0 ? 0 : from + window.AsSpan(from, end - from).IndexOf((byte)'\n') + 1;
                total += end == from ? 0 : use(new PaddedText(window, start, end - start), read == 0);
            }
        }

        return total;
    }

    private async Task<long> EngineAsync(int cores, Limits limits, string? format = null)
    {
        var store = new MemoryStore();
        foreach (var (index, body) in _objects.Index())
        {
            store.Put(
                $"AWSLogs/123456789012/redshift/us-east-1/2024/03/09/123456789012_redshift_us-east-1_c{index}"
                    + "_connectionlog_2024-03-09T00:53.gz",
                body,
                store.Now.AddDays(-1)
            );
        }

        var records = 0L;
        var connector = new RedshiftAuditLogs
        {
            OpenStore = (_, _, _) => store,
            EngineLimits = limits,
            Capacity = new ReadCapacity(cores, limits, ReadCapacity.ToPool),
        };
        await foreach (
            var message in connector.ReadAsync(
                new ReadRequest { Config = Samples.Config(), Format = format },
                new NullHost(TimeProvider.System)
            )
        )
        {
            records += message is RecordBatch batch ? batch.Count : 0;
        }

        return records == _rows ? records : throw new InvalidOperationException($"{records} records of {_rows} rows.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private delegate long Window(PaddedText text, bool isEnd);
}
