using InputSdk.S3.Buffering;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Concurrent requests for objects: how many, in which order the objects are delivered, and that none outlives the
/// read.
/// </summary>
public sealed class ReadAheadTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly GatedStore _store = new(objects: 40, rows: 3);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Objects_are_delivered_in_key_order_regardless_of_their_arrival()
    {
        await using var read = Read(new Limits { Requests = 8 });
        var first = read.MoveNextAsync();
        await _store.AskedAsync(8);
        foreach (var key in _store.Asked.Reverse().ToList())
        {
            _store.Give(key);
        }

        _store.GivesAtOnce = true;
        Assert.True(await first);
        var objects = new List<string>();
        do
        {
            if (read.Current is RecordBatch batch)
            {
                objects.Add(batch.Origin.Object);
            }
        } while (await read.MoveNextAsync());

        Assert.Equal(_store.Keys, objects);
    }

    [Fact]
    public async Task Concurrent_requests_do_not_exceed_the_limit()
    {
        await using var read = Read(new Limits { Requests = 5 });
        var first = read.MoveNextAsync();
        await _store.AskedAsync(5);
        _store.GivesAtOnce = true;
        _store.GiveAll();
        Assert.True(await first);
        Assert.Equal(5, _store.MaxAtOnce);
    }

    [Fact]
    public async Task Concurrent_requests_do_not_exceed_the_setting()
    {
        await using var read = Read(new Limits { Requests = 16 }, concurrency: 2);
        var first = read.MoveNextAsync();
        await _store.AskedAsync(2);
        _store.GivesAtOnce = true;
        _store.GiveAll();
        Assert.True(await first);
        while (await read.MoveNextAsync()) { }

        Assert.Equal(2, _store.MaxAtOnce);
    }

    [Fact]
    public async Task An_object_that_does_not_arrive_delays_only_the_delivery()
    {
        await using var read = Read(new Limits { Requests = 4 });
        var first = read.MoveNextAsync();
        await _store.AskedAsync(4);

        // As many again can arrive and wait for delivery.
        for (var asked = 4; asked < 8; asked++)
        {
            _store.Give(_store.Asked[asked - 3]);
            await _store.AskedAsync(asked + 1);
        }

        Assert.Equal(_store.Keys.Take(8), _store.Asked);
        Assert.False(first.IsCompleted);
        _store.GivesAtOnce = true;
        _store.GiveAll();
        Assert.True(await first);
    }

    [Fact]
    public async Task The_next_object_is_read_even_if_it_exceeds_the_limit_of_bytes_in_flight()
    {
        _store.GivesAtOnce = true;
        await using var read = Read(new Limits { InFlightBytes = 1 });
        var objects = new List<string>();
        while (await read.MoveNextAsync())
        {
            if (read.Current is RecordBatch batch)
            {
                objects.Add(batch.Origin.Object);
            }
        }

        Assert.Equal(_store.Keys, objects);
    }

    [Fact]
    public async Task No_request_is_in_progress_after_the_read_ends()
    {
        var read = Read(new Limits { Requests = 8 });
        var first = read.MoveNextAsync();
        await _store.AskedAsync(8);
        _store.Give(_store.Keys[0]);
        Assert.True(await first);
        await read.DisposeAsync();
        Assert.Equal(0, _store.AtOnce);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("not a log")]
    [InlineData("rejected lines")]
    public async Task The_body_of_a_large_object_that_fails_in_the_middle_is_closed(string fault)
    {
        var store = new MemoryStore { Now = Noon, ChunkSize = 1_000 };
        var body = fault switch
        {
            "damaged" => Samples.Gzip(Samples.Rows(1, 20_000)),
            "not a log" => new byte[200_000],
            _ => Enumerable
                .Repeat((byte)'x', 200_000)
                .Select((letter, i) => i % 10 == 9 ? (byte)'\n' : letter)
                .ToArray(),
        };
        body[fault == "damaged" ? body.Length / 3 : 0] ^= 0x55;
        store.Put(
            Samples.Key(Noon.AddDays(-1)),
            fault == "rejected lines" ? Samples.Gzip(body, System.IO.Compression.CompressionLevel.NoCompression) : body,
            Noon.AddHours(-5)
        );
        var open = new List<WatchedBody>();
        store.OnBody = (_, inner) =>
        {
            open.Add(new WatchedBody(inner));
            return open[^1];
        };
        var limits = new Limits
        {
            WholeBodyBytes = 1_000,
            PieceBytes = 2_000,
            WholeObjectBytes = 4_000,
            LineBytes = 1_000,
            RejectedLines = 50,
        };
        Assert.Single((await Samples.ReadAsync(store, limits: limits)).Skipped);
        Assert.NotEmpty(open);
        Assert.All(open, watched => Assert.True(watched.IsClosed));
    }

    private IAsyncEnumerator<InputMessage> Read(Limits limits, int? concurrency = null)
    {
        IInputConnector connector = Samples.Connector(_store, limits);
        return connector
            .ReadAsync(new ReadRequest { Config = Samples.Config(), Concurrency = concurrency }, new TestHost())
            .GetAsyncEnumerator();
    }

    private sealed class WatchedBody(Stream inner) : ReadOnlyStream
    {
        public bool IsClosed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>A bucket that returns bodies only when the test releases them.</summary>
    private sealed class GatedStore : IObjectStore
    {
        private readonly Lock _access = new();
        private readonly MemoryStore _store = new() { Now = Noon };
        private readonly Dictionary<string, TaskCompletionSource> _held = [];
        private readonly List<string> _asked = [];
        private (int Count, TaskCompletionSource Reached)? _awaited;
        private bool _givesAtOnce;

        public GatedStore(int objects, int rows)
        {
            for (var i = 0; i < objects; i++)
            {
                _store.Put(
                    Samples.Key(Noon.AddDays(-1), $"cluster-{i:000}"),
                    Samples.Log(i * rows, rows),
                    Noon.AddHours(-5)
                );
            }
        }

        public IReadOnlyList<string> Keys => _store.Keys.ToList();

        public IReadOnlyList<string> Asked
        {
            get
            {
                lock (_access)
                {
                    return [.. _asked];
                }
            }
        }

        public int AtOnce { get; private set; }

        public int MaxAtOnce { get; private set; }

        public bool GivesAtOnce
        {
            set
            {
                lock (_access)
                {
                    _givesAtOnce = value;
                }
            }
        }

        public int Requests => Asked.Count;

        public DateTimeOffset Clock => _store.Clock;

        /// <summary>Completes when this many objects were requested.</summary>
        public Task AskedAsync(int count)
        {
            lock (_access)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited = (count, reached);
                Check();
                return reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }

        public void Give(string key)
        {
            lock (_access)
            {
                _held[key].TrySetResult();
            }
        }

        public void GiveAll()
        {
            foreach (var key in Asked)
            {
                Give(key);
            }
        }

        public async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_access)
            {
                _asked.Add(version.Key);
                _held[version.Key] = held;
                AtOnce++;
                MaxAtOnce = Math.Max(MaxAtOnce, AtOnce);
                if (_givesAtOnce)
                {
                    held.SetResult();
                }

                Check();
            }

            try
            {
                await held.Task.WaitAsync(cancellationToken);
                lock (_access)
                {
                    return _store.GetAsync(version, cancellationToken).Result;
                }
            }
            finally
            {
                lock (_access)
                {
                    AtOnce--;
                }
            }
        }

        public Task<Probe> ProbeAsync(CancellationToken cancellationToken) => _store.ProbeAsync(cancellationToken);

        public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
            _store.ListAsync(request, cancellationToken);

        public void Dispose() { }

        private void Check()
        {
            if (_awaited is { } awaited && _asked.Count >= awaited.Count)
            {
                awaited.Reached.TrySetResult();
            }
        }
    }
}
