using InputSdk.S3.Listing;
using InputSdk.S3.Store;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Checks whether objects that a GET did not find are deleted, with as few listings as their keys allow.
/// </summary>
public sealed class MissingObjectCheckTests : IDisposable
{
    private readonly MemoryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Thousands_of_deleted_objects_take_one_listing()
    {
        var versions = Put(5_000);
        versions.ForEach(version => _store.Delete(version.Key));
        Assert.Empty(await ListedAsync(versions));
        Assert.Single(_store.Lists);
    }

    [Fact]
    public async Task If_every_second_object_is_deleted_each_thousand_remaining_objects_take_one_listing()
    {
        var versions = Put(6_000);
        var (deleted, left) = (
            versions.Where((_, i) => i % 2 == 0).ToList(),
            versions.Where((_, i) => i % 2 == 1).ToList()
        );
        deleted.ForEach(version => _store.Delete(version.Key));
        var listed = await ListedAsync(versions);
        Assert.All(left, version => Assert.True(MissingObjectCheck.Has(listed, version)));
        Assert.All(deleted, version => Assert.False(MissingObjectCheck.Has(listed, version)));
        Assert.InRange(_store.Lists.Count, 3, 4);
    }

    [Fact]
    public async Task Keys_between_distant_objects_are_not_listed()
    {
        var versions = Put(20_000);
        List<ObjectVersion> missing = [versions[10], versions[11], versions[9_000], versions[19_999]];
        missing.ForEach(version => _store.Delete(version.Key));
        Assert.DoesNotContain(missing, (await ListedAsync(missing)).Contains);
        Assert.Equal(3, _store.Lists.Count);
    }

    [Fact]
    public async Task The_order_of_the_objects_does_not_matter()
    {
        var versions = Put(3_000);
        new Random(3).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(versions));
        Assert.Equal(3_000, (await ListedAsync(versions)).Count);
        Assert.InRange(_store.Lists.Count, 3, 4);
    }

    [Fact]
    public async Task An_overwritten_object_is_missing_but_an_archived_object_is_not()
    {
        var versions = Put(2);
        _store.Put(versions[0].Key, [1, 2, 3]);
        var listed = await ListedAsync([versions[0], versions[1] with { StorageClass = "GLACIER" }]);
        Assert.False(MissingObjectCheck.Has(listed, versions[0]));
        Assert.True(MissingObjectCheck.Has(listed, versions[1]));
        Assert.True(MissingObjectCheck.Has(listed, versions[1] with { StorageClass = "GLACIER" }));
    }

    [Fact]
    public async Task More_than_a_page_of_keys_just_before_a_missing_one_is_read()
    {
        for (var i = 0; i < 2_500; i++)
        {
            _store.Put($"logs/x.ga{i:0000}", []);
        }

        _store.Put("logs/x.gz", []);
        var there = _store.VersionOf("logs/x.gz");
        Assert.True(MissingObjectCheck.Has(await ListedAsync([there]), there));
        Assert.Equal(3, _store.Lists.Count);
    }

    [Theory]
    [InlineData("logs/a\U0001F600")]
    [InlineData("logs/\U0001F600")]
    [InlineData("logs/\U0001F600\U0001F600b")]
    [InlineData("logs/\uFFFD")]
    [InlineData("logs/")]
    public async Task The_start_of_a_listing_does_not_split_a_character(string key)
    {
        _store.Put(key, []);
        var there = _store.VersionOf(key);
        Assert.True(MissingObjectCheck.Has(await ListedAsync([there]), there));
        _store.Delete(key);
        Assert.False(MissingObjectCheck.Has(await ListedAsync([there]), there));
        Assert.All(
            _store.Lists,
            list =>
                Assert.DoesNotContain(
                    '\uFFFD',
                    System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(list.StartAfter))
                )
        );
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\U0001F600")]
    public async Task A_key_of_one_character_is_searched_from_the_start(string key)
    {
        _store.Put(key, []);
        var there = _store.VersionOf(key);
        var listed = await new MissingObjectCheck(_store.ListAsync, KeyOrder.Instance).ListedAsync(
            "",
            [there],
            CancellationToken.None
        );
        Assert.True(MissingObjectCheck.Has(listed, there));
        Assert.Equal("", Assert.Single(_store.Lists).StartAfter);
    }

    [Fact]
    public async Task Pages_without_keys_are_continued_by_their_tokens()
    {
        var versions = Put(10);
        var pages = 0;
        _store.OnPage = (_, page) =>
            ++pages < 4 ? page with { Objects = [], IsTruncated = true, NextToken = new string(' ', pages) } : page;
        Assert.Equal(10, (await ListedAsync(versions)).Count);
        Assert.Equal([null, " ", "  ", "   "], _store.Lists.Select(list => list.ContinuationToken));
    }

    [Fact]
    public async Task A_repeated_token_ends_the_check_without_a_result()
    {
        var versions = Put(10);
        _store.OnPage = (_, page) => page with { Objects = [], IsTruncated = true, NextToken = " " };
        Assert.Equal(
            "s3.bad_response",
            (await Assert.ThrowsAsync<InputException>(() => ListedAsync(versions))).Error.Code
        );
        Assert.Equal(2, _store.Lists.Count);
    }

    [Fact]
    public async Task Without_objects_no_listing_is_requested()
    {
        Assert.Empty(await ListedAsync([]));
        Assert.Empty(_store.Lists);
    }

    private List<ObjectVersion> Put(int count)
    {
        var keys = Enumerable.Range(0, count).Select(i => $"logs/{i:00000}.gz").ToList();
        keys.ForEach(key => _store.Put(key, []));
        return keys.ConvertAll(_store.VersionOf);
    }

    private Task<IReadOnlySet<ObjectVersion>> ListedAsync(IEnumerable<ObjectVersion> versions) =>
        new MissingObjectCheck(ListAsync, KeyOrder.Instance).ListedAsync("logs/", versions, CancellationToken.None);

    /// <summary>Fails instead of listing forever.</summary>
    private Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        Assert.InRange(_store.Lists.Count, 0, 100);
        return _store.ListAsync(request, cancellationToken);
    }
}
