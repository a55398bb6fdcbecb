using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Several objects under way at once, and given back in order.</summary>
public sealed class FetchQueueTests
{
    private static readonly MemoryStore Store = new();

    [Fact]
    public async Task Waiting_for_any_object_ends_at_once_when_all_have_come()
    {
        await using var queue = Queue(new Limits());
        queue.Add(Empty("a"));
        Assert.True(queue.HasNext);
        await queue.AnyAsync();
        Assert.Equal("a", (await queue.TakeAsync()).Version.Key);
    }

    [Fact]
    public async Task Objects_that_came_wait_for_their_turn_and_keep_no_more_than_as_many_from_being_asked_for()
    {
        await using var queue = Queue(new Limits { ReadAheadObjects = 2, ReadAheadBytes = long.MaxValue / 16 });
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            Assert.False(queue.IsFull);
            queue.Add(Empty(key));
        }

        Assert.True(queue.IsFull);
        Assert.Equal("a", (await queue.TakeAsync()).Version.Key);
        Assert.False(queue.IsFull);
    }

    /// <summary>Comes without a request.</summary>
    private static ObjectVersion Empty(string key) => new() { Key = key, ETag = "e", Size = 0, LastModified = Store.Now };

    private static FetchQueue Queue(Limits limits)
    {
        var connector = Some.Connector(Store, limits);
        return new FetchQueue(
            new ReadContext
            {
                Definition = RedshiftAuditConnector.RedshiftAuditLogs.Declaration,
                Config = ConfigReader.Read(RedshiftAuditConnector.RedshiftAuditLogs.Declaration, Some.Config()),
                Host = new TestHost(),
                Store = Store,
                Rules = connector.Rules,
                Limits = limits,
                SourceTime = Store.Now,
                IsNew = true,
                Following = false,
            },
            triesArchived: false, CancellationToken.None);
    }
}
