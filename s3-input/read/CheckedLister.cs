using InputSdk.S3.Checkpoints;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>Lists pages for a pass: compares each page with its request, counts it and reports it.</summary>
internal sealed class CheckedLister(ReadContext context, CheckpointTracker tracker)
{
    // Other threads list pages ahead.
    private readonly Lock _access = new();
    private readonly long _started = context.Host.Time.GetTimestamp();
    private bool _differenceReported;
    private DateTimeOffset _earliestDate = DateTimeOffset.MaxValue;
    private int _requests;

    /// <summary>The number of pages listed so far.</summary>
    public int Requests => _requests;

    /// <summary>The earliest Date header of the pages listed so far.</summary>
    public DateTimeOffset EarliestDate
    {
        get
        {
            lock (_access)
            {
                return _earliestDate;
            }
        }
    }

    public async Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        await context.Capacity.Listings.TakeAsync(1, cancellationToken: cancellationToken);
        ListPage page;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            page = context.Paging.Checked(request, await context.Store.ListAsync(request, cancellationToken));
        }
        finally
        {
            context.Capacity.Listings.Return(1);
        }

        tracker.CountRequest();
        lock (_access)
        {
            _requests++;
            _earliestDate = page.Date < _earliestDate ? page.Date : _earliestDate;
            ReportDifference(page.Date);
        }

        context.Report(
            EventLevel.Progress,
            "s3.page_listed",
            $"Listed a page of s3://{context.Config.Bucket}/{request.Prefix}.",
            ("requests", 1),
            ("listed", page.Objects.Count),
            ("listed_bytes", Bytes(page))
        );
        return page;
    }

    /// <summary>The sum of the sizes, at most the largest number: a server can list any sizes.</summary>
    private static long Bytes(ListPage page) =>
        page.Objects.Aggregate(
            0L,
            (sum, version) => sum > long.MaxValue - version.Size ? long.MaxValue : sum + version.Size
        );

    /// <summary>
    /// Reports a clock difference once in a pass. It skips no object, but the user has to correct a clock.
    /// </summary>
    private void ReportDifference(DateTimeOffset date)
    {
        // Compare the probe with the clock as it is now, because S3 may have corrected the clock since then.
        var clock = context.Store.Clock;
        var (ofProbe, ofPage) = (context.SourceTime + context.Host.Time.GetElapsedTime(_started) - clock, date - clock);
        var largest = ofPage.Duration() > ofProbe.Duration() ? ofPage : ofProbe;
        if (_differenceReported || largest.Duration() <= Limits.ClockDifference)
        {
            return;
        }

        _differenceReported = true;
        var minutes = (long)largest.TotalMinutes;
        context.Report(
            EventLevel.Warning,
            "s3.clock_difference",
            $"The Date header of an S3 response is {Math.Abs(minutes)} minutes {(minutes > 0 ? "ahead of" : "behind")} "
                + "the clock of this host. The earlier time is used, so no object is skipped. "
                + "Correct the clock of this host, the server or the proxy.",
            ("minutes", minutes)
        );
    }
}
