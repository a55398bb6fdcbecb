using System.IO.Compression;
using InputSdk.S3.Buffering;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>An object that is too large to be verified before its first record is delivered.</summary>
public sealed class LargeObjectTests
{
    private const int Rows = 20_000;

    private static readonly DateTimeOffset Noon = new(2024, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Records_of_a_large_object_are_delivered_while_the_rest_is_received()
    {
        var rest = new TaskCompletionSource();
        var store = new MemoryStore { Now = Noon, ChunkSize = 1_000 };
        var body = Samples.Gzip(Samples.Rows(1, Rows), CompressionLevel.NoCompression);
        store.Put(Samples.Key(Noon.AddDays(-1)), body, Noon.AddHours(-5));
        store.OnBody = (version, inner) => new InterruptedBody(inner, version.Size * 9 / 10, rest.Task);
        var limits = new Limits
        {
            WholeBodyBytes = 1_000,
            PieceBytes = 20_000,
            WholeObjectBytes = 40_000,
        };
        IInputConnector connector = Samples.Connector(store, limits);
        await using var messages = connector
            .ReadAsync(new ReadRequest { Config = Samples.Config() }, new TestHost())
            .GetAsyncEnumerator();
        var records = 0;
        while (await messages.MoveNextAsync().AsTask().WaitAsync(Timeout))
        {
            records += messages.Current is RecordBatch batch ? batch.Count : 0;
            if (records > Rows / 2)
            {
                rest.TrySetResult();
            }
        }

        Assert.Equal(Rows, records);
    }

    /// <summary>A body whose rest is received only when a task ends.</summary>
    private sealed class InterruptedBody(Stream inner, long bytes, Task rest) : ReadOnlyStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_read >= bytes)
            {
                await rest.WaitAsync(cancellationToken);
            }

            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
