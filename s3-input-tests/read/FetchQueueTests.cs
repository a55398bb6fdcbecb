using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Several objects under way at once, and given back in order.</summary>
public sealed class FetchQueueTests
{
    private static readonly MemoryStore Store = new();

    [Fact]
    public async Task An_object_that_comes_between_looking_and_waiting_is_not_missed()
    {
        var store = new HeldStore();
        await using var queue = Queue(Two, store);
        Fill(queue, store, "a", "b");
        var any = queue.AnyAsync();
        store.Give("b");
        await any;
        store.Give("a");
    }

    [Fact]
    public async Task No_more_are_asked_for_at_once_than_the_limit_says()
    {
        var store = new HeldStore();
        var queue = Queue(Two, store);
        Assert.Equal(["a", "b"], Fill(queue, store, "a", "b", "c"));
        store.Give("a");
        store.Give("b");
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task One_that_came_makes_room_for_another_though_it_waits_for_its_turn()
    {
        var store = new HeldStore();
        await using var queue = Queue(Two, store);
        Fill(queue, store, "a", "b");
        await ComeAsync(queue, store, "b");
        Assert.False(queue.HasNext);
        Assert.Equal(["a", "b", "c"], Fill(queue, store, "c", "d"));

        await ComeAsync(queue, store, "c");
        Assert.Equal(["a", "b", "c", "d"], Fill(queue, store, "d", "e"));
        store.Give("d");
        store.Give("a");
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            var (version, fetched) = await queue.TakeAsync();
            await fetched.Text!.DisposeAsync();
            Assert.Equal(key, version.Key);
        }
    }

    [Fact]
    public async Task As_many_as_are_under_way_may_have_come_and_wait_and_no_more()
    {
        var store = new HeldStore();
        await using var queue = Queue(Two, store);
        Fill(queue, store, "a", "b");
        foreach (var key in new[] { "b", "c", "d" })
        {
            await ComeAsync(queue, store, key);
            Fill(queue, store, ((char)(key[0] + 1)).ToString());
        }

        Assert.Equal(["a", "b", "c", "d"], store.Asked);
        store.Give("a");
    }

    [Fact]
    public async Task A_large_object_that_came_counts_as_under_way_since_its_connection_stays_open()
    {
        var store = new HeldStore { Body = new byte[1_000] };
        await using var queue = Queue(Two with { WholeObjectBytes = 100, ReadBytes = 50 }, store);
        Fill(queue, store, "a", "b");
        await ComeAsync(queue, store, "b");
        Assert.Equal(["a", "b"], Fill(queue, store, "c"));
        store.Give("a");
    }

    private static async Task ComeAsync(FetchQueue queue, HeldStore store, string key)
    {
        var any = queue.AnyAsync();
        store.Give(key);
        await any;
    }

    private static Limits Two => new() { ReadAheadObjects = 2, ReadAheadBytes = long.MaxValue / 16 };

    /// <summary>Adds as many of them as there is room for; gives what the store was asked for so far.</summary>
    private static List<string> Fill(FetchQueue queue, HeldStore store, params string[] keys)
    {
        foreach (var key in keys.TakeWhile(_ => !queue.IsFull))
        {
            queue.Add(Empty(key) with { Size = store.Body.Length });
        }

        return store.Asked;
    }

    /// <summary>Gives bodies when it is told to.</summary>
    private sealed class HeldStore : IObjectStore
    {
        private readonly Dictionary<string, TaskCompletionSource<Stream>> _bodies = [];

        public byte[] Body { get; init; } = "a line\n"u8.ToArray();

        public List<string> Asked { get; } = [];

        public int Requests => Asked.Count;

        public DateTimeOffset Clock => throw new NotSupportedException();

        public void Give(string key) => _bodies[key].SetResult(new MemoryStream(Body));

        public Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
        {
            Asked.Add(version.Key);
            return (_bodies[version.Key] = new TaskCompletionSource<Stream>()).Task.WaitAsync(cancellationToken);
        }

        public Task<Probe> ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    /// <summary>Comes without a request.</summary>
    private static ObjectVersion Empty(string key) => new() { Key = key, ETag = "e", Size = 0, LastModified = Store.Now };

    private static FetchQueue Queue(Limits limits, IObjectStore? store = null)
    {
        var connector = Some.Connector(Store, limits);
        return new FetchQueue(
            new ReadContext
            {
                Definition = RedshiftAuditConnector.RedshiftAuditLogs.Declaration,
                Config = ConfigReader.Read(RedshiftAuditConnector.RedshiftAuditLogs.Declaration, Some.Config()),
                Host = new TestHost(),
                Store = store ?? Store,
                Rules = connector.Rules,
                Limits = limits,
                SourceTime = Store.Now,
                TimeOfPass = Store.Now,
                IsNew = true,
                Following = false,
            },
            triesArchived: false, CancellationToken.None);
    }
}
