namespace InputSdk.S3;

/// <summary>Lists pages for a pass: checks each against its request, counts it and reports it.</summary>
internal sealed class PassListing(ReadContext context, Ledger ledger)
{
    private bool _differenceReported;

    /// <summary>Pages listed so far.</summary>
    public int Requests { get; private set; }

    /// <summary>The earliest Date of the pages listed so far, which is before any of them was listed.</summary>
    public DateTimeOffset EarliestDate { get; private set; } = DateTimeOffset.MaxValue;

    public async Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var page = context.Rules.Checked(request, await context.Store.ListAsync(request, cancellationToken));
        Requests++;
        ledger.CountRequest();
        EarliestDate = page.Date < EarliestDate ? page.Date : EarliestDate;
        ReportDifference(page.Date);
        context.Report(EventLevel.Progress, "s3.page_listed", $"Listed a page of s3://{context.Config.Bucket}/{request.Prefix}.",
            ("requests", 1), ("listed", page.Objects.Count), ("listed_bytes", page.Objects.Sum(version => version.Size)));
        return page;
    }

    /// <summary>Once in a pass: nothing is skipped because of it, but somebody has to correct a clock.</summary>
    private void ReportDifference(DateTimeOffset date)
    {
        var wrong = new[] { context.SourceTime, date }.Where(time => context.Rules.ClocksDiffer(time, context.Store.Clock)).ToList();
        if (_differenceReported || wrong.Count == 0)
        {
            return;
        }

        _differenceReported = true;
        var minutes = (long)(wrong[0] - context.Store.Clock).TotalMinutes;
        context.Report(EventLevel.Warning, "s3.clock_difference",
            $"The Date of an answer of S3 is {Math.Abs(minutes)} minutes {(minutes > 0 ? "ahead of" : "behind")} the clock of this host. The earlier one is used, so no object is skipped. Correct the clock of this host, of the server, or of what answers in between.",
            ("minutes", minutes));
    }
}
