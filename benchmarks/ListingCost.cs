using System.Globalization;
using InputSdk.S3;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Read;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// Lists a distant bucket, simulated in memory: one page after the other, and in segments. None of its objects needs to
/// be read.
/// </summary>
internal sealed class ListingCost(int keysOfDay, int dayCount, TimeSpan latency)
{
    private static readonly DateOnly Today = new(2024, 3, 9);

    private static readonly DayFolders Days = new(RedshiftAuditLogs.Declaration.Layout.DayFolder);

    private readonly List<ObjectVersion> _objects =
    [
        .. Enumerable
            .Range(0, dayCount * keysOfDay)
            .Select(number => new ObjectVersion
            {
                Key =
                    $"{Days.Of("logs/", Today.AddDays((number / keysOfDay) - dayCount + 1))}"
                    + $"123456789012_redshift_us-east-1_c{number % keysOfDay:0000}_connectionlog.gz",
                ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"",
                Size = 18_000,
                LastModified = DateTimeOffset.UnixEpoch,
                StorageClass = "STANDARD",
            }),
    ];

    private int _requests;

    public static async Task RunAsync(int rounds)
    {
        var bucket = new ListingCost(keysOfDay: 500, dayCount: 2_000, TimeSpan.FromMilliseconds(100));
        var (flat, divided) = (new List<(double, int)>(), new List<(double, int)>());
        for (var round = 0; round < rounds; round++)
        {
            flat.Add(await bucket.ListAsync(parts: 1));
            divided.Add(await bucket.ListAsync(parts: null));
        }

        var (one, many) = (BenchmarkEnvironment.Median(flat), BenchmarkEnvironment.Median(divided));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                1,000,000 keys in 2,000 day folders, 100 ms away; median of {rounds} rounds
                | listing | s | requests | one page after the other ÷ this |
                |---|---|---|---|
                | one page after the other | {one.Item1:0.0} | {one.Item2:N0} | 1.0 |
                | in segments | {many.Item1:0.0} | {many.Item2:N0} | {one.Item1 / many.Item1:0.0} |
                """
            )
        );
    }

    private async Task<(double Seconds, int Requests)> ListAsync(int? parts)
    {
        _requests = 0;
        var (rules, listed, salt) = (new CheckpointRules(), 0L, new byte[CheckpointState.SaltBytes]);
        var walk = new PrefixLister(PageAsync, new Paging(), Days, firstDay: null, Today);
        var segments = walk.SegmentsAfter(["logs/"], "")
            .Select(segment => segment with { Parts = parts ?? segment.Parts });
        async Task<FilteredPage> FilteredAsync(Segment segment, CancellationToken cancellationToken)
        {
            var page = await walk.PageAsync(segment, cancellationToken);
            var tally = page.Objects.Aggregate(
                default(ObjectSetDigest),
                (sum, version) => sum.With(rules.IdOf(salt, version))
            );
            return new FilteredPage(
                [new ListingStep { Key = page.LastKey, Below = tally }],
                new PassSummary(RedshiftAuditLogs.Declaration.Logs[0].ObjectName, []),
                page.Rest
            );
        }

        var started = TimeProvider.System.GetTimestamp();
        await using var ahead = new ListingAhead(
            segments,
            FilteredAsync,
            new Signal(ReadCapacity.ToPool),
            ReadCapacity.ToPool,
            CancellationToken.None
        );
        while (await ahead.TakeAsync() is { } page)
        {
            listed += page.Steps[^1].Below.Count;
        }

        return listed == _objects.Count
            ? (TimeProvider.System.GetElapsedTime(started).TotalSeconds, _requests)
            : throw new InvalidOperationException($"{listed} of {_objects.Count} keys were listed.");
    }

    private async Task<ListPage> PageAsync(ListRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        await Task.Delay(latency, TimeProvider.System, cancellationToken);
        var first = request.StartAfter.Length == 0 ? 0 : FirstBehind(request.StartAfter);
        var count = Math.Min(Limits.ListPageKeys, _objects.Count - first);
        var isTruncated = first + count < _objects.Count;
        return new ListPage
        {
            Objects = _objects.GetRange(first, count),
            IsTruncated = isTruncated,
            NextToken = isTruncated ? "token" : null,
            Date = default,
        };
    }

    private int FirstBehind(string key)
    {
        var (low, high) = (0, _objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Instance.Compare(_objects[middle].Key, key) > 0 ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
