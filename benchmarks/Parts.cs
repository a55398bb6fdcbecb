using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using InputSdk.S3;
using InputSdk.S3.Buffering;
using InputSdk.S3.Formats;
using InputSdk.S3.Parse;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// The steps of the parse path, each over one piece of text that fits into a CPU cache, beside its decompression.
/// </summary>
[MemoryDiagnoser]
public class Parts
{
    private const int TextBytes = 128 * 1024;

    private static readonly LogDefinition Log = RedshiftAuditLogs.Declaration.Logs[0];

    private readonly RowReader _rows = new(Log, Limits.Default);
    private readonly NativeWriter _writer = new(Log, new RecordBuffer());
    private readonly byte[] _piece = new byte[64 * 1024];
    private byte[] _packed = [];
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Runs in this process, because a generated project could not access internal types.</summary>
    internal static void Run() =>
        BenchmarkRunner.Run<Parts>(
            ManualConfig
                .Create(DefaultConfig.Instance)
                .AddJob(Job.MediumRun.WithToolchain(InProcessEmitToolchain.Instance))
        );

    /// <summary>Generates the text.</summary>
    [GlobalSetup]
    public void Make()
    {
        using var text = new MemoryStream();
        new LogGenerator(1).Rows(text, TextBytes);
        _packed = LogGenerator.Gzip(text.ToArray());
        _length = (int)text.Length;
        _buffer = [.. text.ToArray(), .. new byte[PaddedText.Padding]];
    }

    /// <summary>Decompression alone, the baseline.</summary>
    [Benchmark(Baseline = true)]
    public long Gunzip()
    {
        var total = 0L;
        using var gzip = new GZipStream(new MemoryStream(_packed), CompressionMode.Decompress);
        for (var read = gzip.Read(_piece); read > 0; read = gzip.Read(_piece))
        {
            total += read;
        }

        return total;
    }

    /// <summary>Finds lines and their fields.</summary>
    [Benchmark]
    public int Fields() => Each(reads: false, writes: false);

    /// <summary>Finds fields and checks that each matches the format of its column.</summary>
    [Benchmark]
    public int FieldsChecked() => Each(reads: true, writes: false);

    /// <summary>All steps, to NDJSON.</summary>
    [Benchmark]
    public int Ndjson() => Each(reads: true, writes: true);

    private PaddedText Text => new(_buffer, 0, _length);

    private int Each(bool reads, bool writes)
    {
        var count = 0;
        _writer.Output.Clear();
        var text = Text;
        _rows.Clear();
        for (var start = 0; _rows.Find(text, start, text.Length, isEnd: true); )
        {
            for (; _rows.HasLine; _rows.MoveNext())
            {
                start += _rows.Next(text);
                count++;
                if (reads)
                {
                    _rows.Read(text);
                }

                if (writes)
                {
                    _writer.Write(_rows.Found(text), _rows.Row, line: 1);
                }
            }
        }

        return count;
    }
}
