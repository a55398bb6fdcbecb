using System.Diagnostics.CodeAnalysis;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// Lists the objects of a pass, and skips those that need not be read: first parked objects that are due, then a sweep
/// of all keys under the roots, a poll of the latest day folders, or a range of days. <see cref="CheckpointRules"/>
/// decides which objects are skipped.
/// </summary>
internal sealed class PassPlan(
    ReadContext context,
    CheckpointTracker tracker,
    ReadRequest request,
    CheckedLister listing,
    Signal changed,
    CancellationToken cancellationToken
) : IAsyncDisposable
{
    private readonly DayFolders _days = new(context.Definition.Layout.DayFolder);
    private readonly PassSummary _seen = new(context.Config.Log.ObjectName, context.Definition.Logs);
    private IEnumerator<ListingStep>? _listed;
    private ListingAhead? _pages;
    private ListingStep _skipped = new();
    private bool _parkedDone;
    private bool _listingStarted;
    private int _idsAhead;
    private long _deferred;

    /// <summary>The current part of the pass has no more objects.</summary>
    public bool IsDone => _listed is null && _pages?.IsDone != false;

    /// <summary>Continues with the next part of the pass.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InputException">The listing failed, or cannot start.</exception>
    public async Task<bool> ContinueAsync()
    {
        if (request.Days is null && !_parkedDone)
        {
            _parkedDone = true;
            StartParked();
            return true;
        }

        if (_listingStarted)
        {
            _pages?.ThrowIfFailed();
            return false;
        }

        _listingStarted = true;
        await (
            request.Days is { } days ? StartDaysAsync(days)
            : context.Rules.SweepIsDue(tracker.State, tracker.IdsRunOut, context.TimeOfPass, request.Following)
                ? StartSweepAsync()
            : StartPollAsync()
        );
        return true;
    }

    /// <summary>Takes the next object that must be read, or the next end of a page, if it is already listed.</summary>
    public bool TryTake([NotNullWhen(true)] out ListingStep? listed)
    {
        while (true)
        {
            while (_listed?.MoveNext() == true)
            {
                if (_listed.Current is var next && (next.Version is null || HasRoom(next.Version, next.NeedsId)))
                {
                    (listed, _skipped) = (next.After(_skipped), new ListingStep());
                    return true;
                }

                _skipped = next.After(_skipped);
            }

            if (_pages?.TryTake(out var page) != true)
            {
                (_listed, listed) = (null, null);
                return false;
            }

            _seen.Add(page!.Seen);
            _listed = page.Steps.GetEnumerator();
        }
    }

    /// <summary>Completes an object or a page.</summary>
    public void Complete(ListingStep listed)
    {
        _idsAhead -= listed.NeedsId ? 1 : 0;
        if (listed.Key is { } key)
        {
            tracker.AdvanceTo(key, listed.Below, listed.Leaves);
        }
    }

    /// <summary>Ends the pass.</summary>
    /// <param name="isComplete">
    /// It reached the end of its listing, and every listed object is resolved or parked.
    /// </param>
    public void End(bool isComplete)
    {
        if (tracker.EndPass(isComplete) is var late and > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.late_objects",
                $"At least {late} objects of the {context.Config.Log.Title} became visible in S3 more than "
                    + $"{context.Rules.Lateness.TotalMinutes:0} minutes after their LastModified time "
                    + "and were skipped. Run with --full to read them.",
                ("late", late)
            );
        }
    }

    /// <summary>Reports the summary of the pass, at its end.</summary>
    public void Report()
    {
        if (_deferred > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.left_for_later",
                $"At least {_deferred} objects from the last hour were not read. A later run reads them: "
                    + $"the checkpoint tracks at most {context.Limits.Ids} recent objects.",
                ("left", _deferred)
            );
        }

        _seen.ReportTo(context, listing.Requests);
    }

    public ValueTask DisposeAsync() => _pages?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void StartParked()
    {
        // Even if there is no space for their ids, because only reading parked objects makes space to park others. A
        // user who starts a run may have just fixed the problem, so the run does not wait for the next attempt.
        var due = tracker.ParkedDue(request.Following ? context.TimeOfPass : null);
        _listed = due.Select(version => new ListingStep { Version = version, Prefix = FolderOf(version) })
            .Append(new ListingStep())
            .GetEnumerator();
    }

    private async Task StartSweepAsync()
    {
        if (tracker.Sweep is null)
        {
            tracker.StartSweep(context.Rules.SweepStart(context.SourceTime, context.SourceTime, context.Store.Clock));
        }

        var roots = await FindRootsAsync();
        roots = await new Roots(listing.ListAsync, context.Definition).WithKnownAsync(
            roots,
            tracker.Roots,
            cancellationToken
        );
        tracker.FoundRoots(roots);
        var isNew = tracker.Sweep!.Position.Length == 0;
        _seen.Roots = isNew ? roots : null;
        var lister = NewLister();
        var segments = lister.SegmentsAfter(roots, tracker.Sweep.Position);
        var firstPage = segments.Count == 0 ? null : await lister.PageAsync(segments[0], cancellationToken);
        if (isNew)
        {
            // Before any page is filtered. If the pass fails before its first page, no object was skipped: an earlier
            // start only causes more ids.
            tracker.MoveSweepStart(
                context.Rules.SweepStart(context.SourceTime, listing.EarliestDate, context.Store.Clock)
            );
        }

        _pages = ListAhead(
            segments,
            new ListedObjectFilter(context, tracker.State),
            (segment, token) => segment == segments[0] ? Task.FromResult(firstPage!) : lister.PageAsync(segment, token)
        );
    }

    private async Task StartPollAsync()
    {
        var found = new List<ListingStep>();
        var folders =
            from day in context.Rules.DaysPolled(context.SourceTime)
            from root in tracker.Roots
            select _days.Of(root, day);
        var lister = NewLister();
        var segments = lister.SegmentsAfter(folders.ToList(), "");
        await using var pages = ListAhead(segments, new ListedObjectFilter(context, tracker.State), lister.PageAsync);
        while (await pages.TakeAsync() is { } page)
        {
            _seen.Add(page.Seen);
            if (found.Count >= tracker.RoomForIds && page.Wanted > 0)
            {
                _deferred += page.Wanted;
                break;
            }

            found.AddRange(page.Steps.Where(step => step.Version is not null));
        }

        _listed = found
            .OrderBy(step => step.Version!.LastModified)
            .ThenBy(step => step.Version!.Key, KeyOrder.Instance)
            .Append(new ListingStep())
            .GetEnumerator();
    }

    private async Task StartDaysAsync(DayRange range)
    {
        var roots = await FindRootsAsync();
        var folders = (
            from root in roots
            from number in Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            select _days.Of(root, DateOnly.FromDayNumber(number))
        ).ToList();
        _seen.Roots = folders.Take(Limits.NamesShown).ToList();
        var lister = new PrefixLister(listing.ListAsync, context.Paging, _days, firstDay: null, context.SourceDay);
        _pages = ListAhead(
            lister.SegmentsAfter(folders, ""),
            new ListedObjectFilter(context, state: null),
            lister.PageAsync
        );
    }

    /// <summary>
    /// Whether an object can be resolved now. A large object that was partly delivered always can, because the number
    /// of its delivered lines is kept only until the end of the sweep.
    /// </summary>
    private bool HasRoom(ObjectVersion version, bool needsId)
    {
        if (!needsId)
        {
            return true;
        }

        if (tracker.LinesDone(version) > 0 || context.Rules.HasRoom(tracker.RoomForIds - _idsAhead))
        {
            _idsAhead++;
            return true;
        }

        _deferred++;
        return false;
    }

    private ListingAhead ListAhead(
        IEnumerable<Segment> segments,
        ListedObjectFilter filter,
        Func<Segment, CancellationToken, Task<ListedPage>> list
    ) =>
        new(
            segments,
            async (segment, token) => filter.Filter(await list(segment, token)),
            changed,
            context.Capacity.Post,
            cancellationToken
        );

    private PrefixLister NewLister() =>
        new(
            listing.ListAsync,
            context.Paging,
            _days,
            context.Rules.FirstDay(tracker.State.Backfill),
            context.SourceDay
        );

    private async Task<IReadOnlyList<string>> FindRootsAsync() =>
        await new Roots(listing.ListAsync, context.Definition)
            .FindAsync(context.Config, context.SourceDay, context.IsNew, cancellationToken)
            .ToListAsync(cancellationToken);

    /// <summary>
    /// The folder of a key. A parked object is listed there again, which every permission for its prefix allows.
    /// </summary>
    private static string FolderOf(ObjectVersion version) => version.Key[..(version.Key.LastIndexOf('/') + 1)];
}
