using System.Diagnostics.CodeAnalysis;

namespace InputSdk.S3;

/// <summary>
/// Lists what a pass looks at, and filters out what it need not read: first parked objects whose time has come, then a
/// sweep over everything under the roots, a poll of the latest day folders, or certain days.
/// <see cref="CheckpointRules"/> decides what is skipped.
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
    private ListingStep _left = new();
    private bool _parkedDone;
    private bool _walkBegan;
    private int _idsAhead;
    private long _leftForLater;

    /// <summary>Nothing is left of what was begun.</summary>
    public bool IsDone => _listed is null && _pages?.IsDone != false;

    /// <summary>Continues with the next part of the pass.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InputException">The listing did not come to its end, or cannot begin.</exception>
    public async Task<bool> ContinueAsync()
    {
        if (request.Days is null && !_parkedDone)
        {
            _parkedDone = true;
            BeginParked();
            return true;
        }

        if (_walkBegan)
        {
            _pages?.ThrowIfFailed();
            return false;
        }

        _walkBegan = true;
        await (
            request.Days is { } days ? BeginDaysAsync(days)
            : context.Rules.SweepIsDue(tracker.State, tracker.IdsRunOut, context.TimeOfPass, request.Following)
                ? BeginSweepAsync()
            : BeginPollAsync()
        );
        return true;
    }

    /// <summary>Takes the next object that must be read, or the next end of a page, if it was listed already.</summary>
    public bool TryTake([NotNullWhen(true)] out ListingStep? listed)
    {
        while (true)
        {
            while (_listed?.MoveNext() == true)
            {
                if (_listed.Current is var next && (next.Version is null || HasRoom(next.Version, next.NeedsId)))
                {
                    (listed, _left) = (next.After(_left), new ListingStep());
                    return true;
                }

                _left = next.After(_left);
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

    /// <summary>An object, or a page, is done.</summary>
    public void Complete(ListingStep listed)
    {
        _idsAhead -= listed.NeedsId ? 1 : 0;
        if (listed.Key is { } key)
        {
            tracker.AdvanceTo(key, listed.Below, listed.Leaves);
        }
    }

    /// <summary>The pass ends.</summary>
    /// <param name="isComplete">
    /// It came to the end of what it lists, and everything there is resolved or parked.
    /// </param>
    public void End(bool isComplete)
    {
        if (tracker.EndPass(isComplete) is var late and > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.late_objects",
                $"At least {late} objects of the {context.Config.Log.Title} became listable more than {context.Rules.Lateness.TotalMinutes:0} minutes after their time, and were not read: they count as read long ago. Read everything again with --full.",
                ("late", late)
            );
        }
    }

    /// <summary>Reports what the pass came across, at its end.</summary>
    public void Report()
    {
        if (_leftForLater > 0)
        {
            context.Report(
                EventLevel.Warning,
                "s3.left_for_later",
                $"At least {_leftForLater} objects from the last hour were not read. A later run reads them: the checkpoint tracks at most {context.Limits.Ids} recent objects.",
                ("left", _leftForLater)
            );
        }

        _seen.ReportTo(context, listing.Requests);
    }

    public ValueTask DisposeAsync() => _pages?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void BeginParked()
    {
        // Whether there is room for their ids or not: only this makes room for others to be parked. A person who
        // starts a run has perhaps just corrected what was wrong, and must not wait.
        var due = tracker.ParkedDue(request.Following ? context.TimeOfPass : null);
        _listed = due.Select(version => new ListingStep { Version = version, Prefix = FolderOf(version) })
            .Append(new ListingStep())
            .GetEnumerator();
    }

    private async Task BeginSweepAsync()
    {
        if (tracker.Sweep is null)
        {
            tracker.BeginSweep(context.Rules.SweepStart(context.SourceTime, context.SourceTime, context.Store.Clock));
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
        var walk = NewWalk();
        var segments = walk.SegmentsAfter(roots, tracker.Sweep.Position);
        var firstPage = segments.Count == 0 ? null : await walk.PageAsync(segments[0], cancellationToken);
        if (isNew)
        {
            // Before any page is filtered. A pass that failed before its first page has passed nothing: an earlier
            // start only makes more ids.
            tracker.BeginSweepBy(
                context.Rules.SweepStart(context.SourceTime, listing.EarliestDate, context.Store.Clock)
            );
        }

        _pages = ListAhead(
            segments,
            new ListedObjectFilter(context, tracker.State),
            (segment, token) => segment == segments[0] ? Task.FromResult(firstPage!) : walk.PageAsync(segment, token)
        );
    }

    private async Task BeginPollAsync()
    {
        var found = new List<ListingStep>();
        var folders =
            from day in context.Rules.DaysPolled(context.SourceTime)
            from root in tracker.Roots
            select _days.Of(root, day);
        var walk = NewWalk();
        var segments = walk.SegmentsAfter(folders.ToList(), "");
        await using var pages = ListAhead(segments, new ListedObjectFilter(context, tracker.State), walk.PageAsync);
        while (await pages.TakeAsync() is { } page)
        {
            _seen.Add(page.Seen);
            if (found.Count >= tracker.RoomForIds && page.Wanted > 0)
            {
                _leftForLater += page.Wanted;
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

    private async Task BeginDaysAsync(DayRange range)
    {
        var roots = await FindRootsAsync();
        var folders = (
            from root in roots
            from number in Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            select _days.Of(root, DateOnly.FromDayNumber(number))
        ).ToList();
        _seen.Roots = folders.Take(Limits.NamesShown).ToList();
        var walk = new PrefixLister(listing.ListAsync, context.Paging, _days, firstDay: null, context.SourceDay);
        _pages = ListAhead(
            walk.SegmentsAfter(folders, ""),
            new ListedObjectFilter(context, state: null),
            walk.PageAsync
        );
    }

    /// <summary>
    /// Whether an object can be resolved now. One that a crash cut off in the middle always can: the
    /// number of its lines is kept no longer than the sweep.
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

        _leftForLater++;
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

    private PrefixLister NewWalk() =>
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
    /// The folder of a key: a parked object is listed again there, which every permission for its prefix allows.
    /// </summary>
    private static string FolderOf(ObjectVersion version) => version.Key[..(version.Key.LastIndexOf('/') + 1)];
}
