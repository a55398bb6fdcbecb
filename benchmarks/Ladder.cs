using System.IO.Compression;
using InputSdk;
using InputSdk.S3;
using InputSdk.S3.Tests;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// The same objects read further and further: decompressed, verified, split into fields, made into
/// records, and through a whole pass. Each rung is told as a share of plain decompression.
/// </summary>
internal sealed class Ladder
{
    private const int Rounds = 7;

    private static readonly LogDefinition Log = RedshiftAuditLogs.Declaration.Logs[0];

    private readonly List<byte[]> _objects;
    private readonly long _textBytes;

    public Ladder(int objects, int rowsEach, int seed)
    {
        var generator = new LogGenerator(seed);
        var texts = Enumerable.Range(0, objects).Select(_ => generator.Rows(rowsEach)).ToList();
        _textBytes = texts.Sum(text => (long)text.Length);
        _objects = texts.ConvertAll(LogGenerator.Gzip);
    }

    public async Task RunAsync()
    {
        (string Name, Func<Task<long>> Read)[] rungs =
        [
            ("plain decompression", PlainAsync),
            ("decompression, verified", VerifiedAsync),
            ("fields and row widths", FieldsAsync),
            ("a whole pass: NDJSON records", PassAsync),
        ];
        var times = rungs.Select(_ => new List<double>()).ToArray();
        var results = new long[rungs.Length];
        for (var round = 0; round < Rounds; round++)
        {
            // Taken in turn, so that whatever else the machine does falls on all of them.
            for (var i = 0; i < rungs.Length; i++)
            {
                var started = TimeProvider.System.GetTimestamp();
                results[i] = await rungs[i].Read();
                times[i].Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            }
        }

        var plain = Median(times[0]);
        Console.WriteLine($"{_objects.Count} objects, {_textBytes / 1e6:0.0} MB of text, {_objects.Sum(body => body.Length) / 1e6:0.0} MB of gzip; median of {Rounds} rounds");
        Console.WriteLine("| step | MB/s of text | share of plain | result |\n|---|---|---|---|");
        for (var i = 0; i < rungs.Length; i++)
        {
            var time = Median(times[i]);
            Console.WriteLine($"| {rungs[i].Name} | {_textBytes / 1e6 / time:0} | {plain / time:0.00} | {results[i]} |");
        }
    }

    private Task<long> PlainAsync()
    {
        var (total, buffer) = (0L, new byte[64 * 1024]);
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
        var total = 0L;
        foreach (var body in _objects)
        {
            using var text = await OpenAsync(body);
            total += text.WindowLength;
        }

        return total;
    }

    private async Task<long> FieldsAsync()
    {
        var (total, rows) = (0L, new RowReader(Log));
        foreach (var body in _objects)
        {
            using var text = await OpenAsync(body);
            total += rows.WidthOf(text.Window, text.IsWhole) ?? 0;
        }

        return total;
    }

    private async Task<long> PassAsync()
    {
        var store = new MemoryStore();
        foreach (var (index, body) in _objects.Index())
        {
            store.Put($"AWSLogs/123456789012/redshift/us-east-1/2024/03/09/123456789012_redshift_us-east-1_c{index}_connectionlog_2024-03-09T00:53.gz", body, store.Now.AddDays(-1));
        }

        var request = new ReadRequest
        {
            Config = new InputConfig
            {
                Settings = """{"bucket":"audit-logs"}"""u8.ToArray(),
                Secrets = """{"access_key":"AKIAIOSFODNN7EXAMPLE","secret_key":"none"}"""u8.ToArray(),
            },
        };
        var records = 0L;
        await foreach (var message in new RedshiftAuditLogs { OpenStore = (_, _, _) => store }.ReadAsync(request, new QuietHost()))
        {
            records += message is RecordBatch batch ? batch.Count : 0;
        }

        return records;
    }

    private static Task<ObjectText> OpenAsync(byte[] body) =>
        ObjectText.OpenAsync(new MemoryStream(body), body.Length, "benchmark", Limits.Default, default);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class QuietHost : IInputHost
    {
        public TimeProvider Time => TimeProvider.System;

        public string TenantId => "";

        public void Report(InputEvent inputEvent)
        {
        }
    }
}
