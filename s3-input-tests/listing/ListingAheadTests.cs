using InputSdk.S3.Listing;
using InputSdk.S3.Read;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Simulation;
using InputSdk.S3.Store;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>A listing in several segments returns the same keys in the same order as a sequential listing.</summary>
public sealed class ListingAheadTests
{
    private static readonly DateOnly Today = new(2024, 3, 9);

    private static readonly LogDefinition Log = RedshiftAuditLogs.Declaration.Logs[0];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 400)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Segments_return_every_key_once_and_in_order_with_at_most_16_additional_requests(int seed)
    {
        var bucket = new RandomBucket(seed);
        var flat = bucket.List(parts: 1);
        var divided = bucket.List(parts: null);
        Assert.Equal(bucket.Expected, flat.Keys);
        Assert.Equal(bucket.Expected, divided.Keys);
        Assert.InRange(divided.Requests, 0, flat.Requests + Limits.ListRequests);
        Assert.InRange(divided.MaxAtOnce, 0, Limits.ListRequests);
    }

    [Theory]
    [InlineData(2_000, 16)]
    [InlineData(40, 9)]
    [InlineData(6, 1)]
    public void The_number_of_segments_depends_on_the_length_of_the_listing(int days, int segments)
    {
        var bucket = new RandomBucket(days, pageSize: 1);
        var listed = bucket.List(parts: null);
        Assert.Equal(days, listed.Keys.Count);
        Assert.Equal(segments, listed.MaxRest);
        Assert.InRange(listed.MaxAtOnce, Math.Min(2, segments), segments);
    }

    [Fact]
    public void The_listing_waits_while_its_objects_are_not_consumed()
    {
        var listed = new RandomBucket(
            days: 20_000 / Limits.ListPageKeys,
            pageSize: Limits.ListPageKeys,
            ofDay: Limits.ListPageKeys
        ).List(parts: null, takes: false);
        Assert.InRange(
            listed.Requests,
            1 + (Limits.ObjectsAhead / Limits.ListPageKeys),
            1 + (Limits.ObjectsAhead / Limits.ListPageKeys) + Limits.ListRequests
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_page_that_fails_ends_the_listing_after_every_key_before_it(int seed)
    {
        var bucket = new RandomBucket(seed);
        if (bucket.Expected.Count == 0)
        {
            return;
        }

        var bad = bucket.Expected[seed % bucket.Expected.Count];
        var listed = bucket.List(parts: null, failsAt: bad);
        Assert.Equal(bucket.Expected.Take(listed.Keys.Count), listed.Keys);
        Assert.DoesNotContain(bad, listed.Keys);
        Assert.InRange(bucket.Expected.IndexOf(bad) - listed.Keys.Count, 0, bucket.PageSize - 1);
        Assert.True(listed.Failed);
    }

    /// <summary>A bucket with day folders under one or two roots, and other objects beside them.</summary>
    private sealed class RandomBucket
    {
        private static readonly string[] OddNames =
        [
            "",
            "0",
            "2024/",
            "2024/03/",
            "2024/13/01/a",
            "2030/01/01/a",
            "0001/01/01/a",
            "a/b",
            "~",
            "\U0010FFFF",
        ];
        private readonly Random _random;
        private readonly DayFolders _days;
        private readonly string[] _roots;
        private readonly string _position;
        private readonly DateOnly? _firstDay;
        private readonly List<string> _keys;

        public RandomBucket(int seed)
        {
            _random = new Random(seed);
            _days = new DayFolders(_random.Next(3) == 0 ? "yyyy/M/d" : "yyyy/MM/dd");
            _roots = _random.Next(2) == 0 ? ["logs/"] : ["logs/", "other/"];
            PageSize = _random.Next(1, 12);
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var root in _roots)
            {
                foreach (var back in Enumerable.Range(0, _random.Next(400)))
                {
                    keys.UnionWith(
                        Enumerable
                            .Range(0, _random.Next(4))
                            .Select(number => $"{_days.Of(root, Today.AddDays(-back))}{(number == 3 ? "" : number)}")
                    );
                }

                keys.UnionWith(OddNames.Where(_ => _random.Next(4) == 0).Select(name => root + name));
            }

            _keys = keys.Order(KeyOrder.Instance).ToList();
            _position = _keys.Count > 0 && _random.Next(2) == 0 ? _keys[_random.Next(_keys.Count)] : "";
            _firstDay = _random.Next(3) == 0 ? Today.AddDays(-_random.Next(400)) : null;
        }

        public RandomBucket(int days, int pageSize, int ofDay = 1)
        {
            (_random, _days, _roots, _position, PageSize) = (
                new Random(days),
                new DayFolders("yyyy/MM/dd"),
                ["logs/"],
                "",
                pageSize
            );
            _keys = (
                from back in Enumerable.Range(0, days)
                from number in Enumerable.Range(0, ofDay)
                select $"{_days.Of("logs/", Today.AddDays(back - days + 1))}{number:0000}"
            ).ToList();
        }

        public int PageSize { get; }

        /// <summary>The keys after the position that are part of the input.</summary>
        public List<string> Expected =>
            _keys
                .Where(key => KeyOrder.Instance.Compare(key, _position) > 0)
                .Where(key =>
                    _firstDay is not { } day
                    || _days.FolderBefore(
                        _roots.Single(root => key.StartsWith(root, StringComparison.Ordinal)),
                        key,
                        day
                    )
                        is null
                )
                .ToList();

        public Listing List(int? parts, bool takes = true, string? failsAt = null)
        {
            var (lottery, listing) = (new RandomScheduler(_random), new Listing());
            var walk = new PrefixLister(
                (request, _) => PageAsync(request, lottery, listing, failsAt),
                new Paging(),
                _days,
                _firstDay,
                Today
            );
            var segments = walk.SegmentsAfter(_roots, _position)
                .Select(segment => segment with { Parts = parts ?? segment.Parts });
            lottery.Run(() => TakeAsync(segments, walk, lottery, listing, takes), () => !takes && lottery.IsIdle);
            return listing;
        }

        private static async Task TakeAsync(
            IEnumerable<Segment> segments,
            PrefixLister walk,
            RandomScheduler lottery,
            Listing listing,
            bool takes
        )
        {
            async Task<FilteredPage> ListAsync(Segment segment, CancellationToken cancellationToken)
            {
                var page = await walk.PageAsync(segment, cancellationToken);
                listing.MaxRest = Math.Max(listing.MaxRest, page.Rest.Count);
                var steps = page
                    .Objects.Select(version => new ListingStep { Version = version })
                    .Append(new ListingStep { Key = page.LastKey });
                return new FilteredPage(steps.ToList(), new PassSummary(Log.ObjectName, []), page.Rest);
            }

            var changed = new Signal(lottery.Post);
            await using var ahead = new ListingAhead(
                segments,
                ListAsync,
                changed,
                lottery.Post,
                CancellationToken.None
            );
            if (!takes)
            {
                await new TaskCompletionSource().Task;
            }

            var last = "";
            try
            {
                while (await ahead.TakeAsync() is { } page)
                {
                    listing.Keys.AddRange(page.Steps.SkipLast(1).Select(step => step.Version!.Key));
                    Assert.InRange(
                        KeyOrder.Instance.Compare(listing.Keys.LastOrDefault(""), page.Steps[^1].Key),
                        int.MinValue,
                        0
                    );
                    Assert.InRange(KeyOrder.Instance.Compare(last, page.Steps[^1].Key), int.MinValue, 0);
                    last = page.Steps[^1].Key;
                }
            }
            catch (InputException)
            {
                listing.Failed = true;
            }
        }

        private async Task<ListPage> PageAsync(
            ListRequest request,
            RandomScheduler lottery,
            Listing listing,
            string? failsAt
        )
        {
            listing.Requests++;
            listing.MaxAtOnce = Math.Max(listing.MaxAtOnce, ++listing.AtOnce);
            await lottery.TurnAsync();
            listing.AtOnce--;
            var keys = _keys
                .Where(key =>
                    key.StartsWith(request.Prefix, StringComparison.Ordinal)
                    && KeyOrder.Instance.Compare(key, request.StartAfter) > 0
                )
                .Take(PageSize + 1)
                .ToList();
            var page = keys.Take(PageSize).Select(key => RecordingS3.Version(key)).ToList();
            return page.Any(version => version.Key == failsAt)
                ? throw Errors.Of(ErrorCode.Unavailable, "This page fails.")
                : new ListPage
                {
                    Objects = page,
                    IsTruncated = keys.Count > PageSize,
                    NextToken = keys.Count > PageSize ? "token" : null,
                    Date = default,
                };
        }
    }

    private sealed class Listing
    {
        public List<string> Keys { get; } = [];

        public int Requests { get; set; }

        /// <summary>The largest number of segments of a listing.</summary>
        public int MaxRest { get; set; }

        public int AtOnce { get; set; }

        public int MaxAtOnce { get; set; }

        public bool Failed { get; set; }
    }
}
