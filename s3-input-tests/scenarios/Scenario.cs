using Xunit;

namespace InputSdk.S3.Tests.Scenarios;

/// <summary>
/// One of the ways in which readers of buckets lose or repeat records. A scenario has a bucket in memory and a host
/// that reads it pass after pass.
/// </summary>
public abstract class Scenario
{
    internal static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly CommittingHost _host;

    protected Scenario() => _host = new CommittingHost(() => Samples.Connector(Store, Limits));

    internal MemoryStore Store { get; } = new() { Now = Noon };

    internal Limits Limits { get; set; } = Limits.Default;

    internal NumberedLogs Logs { get; } = new();

    internal Checkpoint? Checkpoint => _host.Checkpoint;

    internal void Put(
        string key,
        DateTimeOffset? lastModified = null,
        int rows = 3,
        string storageClass = "STANDARD"
    ) => Store.Put(key, Logs.Gzip(rows), lastModified, storageClass);

    /// <summary>Puts one log for each day, the last one for today, each delivered on its day.</summary>
    internal void PutDays(int days)
    {
        for (var day = days - 1; day >= 0; day--)
        {
            Put(Samples.Key(Noon.AddDays(-day)), Noon.AddDays(-day).AddMinutes(-30));
        }
    }

    internal Task<ReadResult> PassAsync(bool following = false, int messages = int.MaxValue) =>
        _host.PassAsync(following, messages);

    internal Task<ReadResult> PassAtAsync(DateTimeOffset time, bool following = false)
    {
        Store.Now = time;
        return PassAsync(following);
    }

    /// <summary>Runs passes without further changes until every existing object must have been read.</summary>
    internal async Task AssertEachOnceAsync()
    {
        foreach (var hours in new[] { 3, 30, 30 })
        {
            var read = await PassAtAsync(Store.Now.AddHours(hours));
            Assert.Null(read.Error);
        }

        Logs.AssertEachOnce(_host.Records);
    }
}
