using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A connection test ends in time, sends few requests, and reports only what it found.</summary>
public sealed class ConnectionTestStories : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_listing_that_never_ends_fails_its_step_at_the_time_limit_and_the_others_are_skipped()
    {
        var clock = new StallClock(Limits.CheckTime);
        var never = new TaskCompletionSource<ListPage>();
        var connector = Over(new StalledStore(_store, never.Task) { OnList = () => clock.IsElapsing = true });
        var steps = new List<CheckStep>();
        await foreach (var step in connector.CheckAsync(Samples.Config(), new TestHost { OtherTime = clock }))
        {
            steps.Add(step);
        }

        Assert.Equal(8, steps.Count);
        var failed = Assert.Single(steps, step => step.Outcome == CheckOutcome.Failed);
        Assert.Equal(("list", "s3.unavailable"), (failed.Id, failed.Error!.Code));
        Assert.All(steps.Skip(4), step => Assert.Equal(CheckOutcome.Skipped, step.Outcome));
        never.SetCanceled();
    }

    [Fact]
    public async Task A_canceled_check_ends_even_if_a_listing_never_ends()
    {
        var never = new TaskCompletionSource<ListPage>();
        using var cancel = new CancellationTokenSource();
        var stalled = new StalledStore(_store, never.Task) { OnList = cancel.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Over(stalled).CheckAsync(Samples.Config(), new TestHost(), cancel.Token)) { }
        });
        never.SetCanceled();
    }

    [Fact]
    public async Task A_log_in_a_folder_beyond_the_search_limit_is_not_reported_as_missing()
    {
        for (var account = 1; account <= 9; account++)
        {
            Put(
                $"AWSLogs/{account}23456789012/redshift/us-east-1/2024/03/09/{account}"
                    + $"23456789012_redshift_us-east-1_a_{(account == 9 ? "connectionlog" : "userlog")}"
                    + "_2024-03-09T00:53.gz"
            );
        }

        var steps = await CheckAsync();
        Assert.DoesNotContain(steps, step => step.Outcome == CheckOutcome.Failed);
        Assert.Equal(CheckOutcome.Skipped, steps.Single(step => step.Id == "log").Outcome);
        Assert.InRange(_store.Lists.Count + _store.Gets.Count + 1, 1, 10);
        Assert.Equal(3, (await Samples.ReadAsync(_store)).Records.Count);
    }

    [Fact]
    public async Task A_prepared_location_without_logs_is_not_an_error()
    {
        _store.Put("security/redshift/", []);
        _store.Put("finance/x", [1]);
        var steps = await CheckAsync(",\"prefix\":\"security/redshift\"");
        Assert.DoesNotContain(steps, step => step.Outcome == CheckOutcome.Failed);
        Assert.Equal(CheckOutcome.Skipped, steps.Single(step => step.Id == "days").Outcome);
    }

    private void Put(string key) => _store.Put(key, Samples.Log(), Noon.AddDays(-1));

    private async Task<List<CheckStep>> CheckAsync(string settings = "")
    {
        var steps = new List<CheckStep>();
        await foreach (var step in Over(_store).CheckAsync(Samples.Config(settings), new TestHost()))
        {
            steps.Add(step);
        }

        return steps;
    }

    private static IInputConnector Over(IObjectStore store) => new RedshiftAuditLogs { OpenStore = (_, _, _) => store };

    /// <summary>Responds to no listing, and ignores cancellation.</summary>
    private sealed class StalledStore(MemoryStore inner, Task<ListPage> never) : IObjectStore
    {
        public Action OnList { get; init; } = () => { };

        public int Requests => 0;

        public DateTimeOffset Clock => inner.Clock;

        public Task<Probe> ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

        public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
        {
            OnList();
            return never;
        }

        public Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken) =>
            inner.GetAsync(version, cancellationToken);

        public void Dispose() { }
    }
}
