using System.Diagnostics.CodeAnalysis;

namespace InputSdk.S3;

/// <summary>
/// Lists what a pass looks at, and filters out what it need not read: first parked objects whose time has come, then a
/// sweep over everything under the roots, a poll of the latest day folders, or certain days.
/// <see cref="CheckpointRules"/> decides what is skipped.
/// </summary>
internal sealed class PassWalk(
    ReadContext context, Tracker tracker, ReadRequest request, PassListing listing, Signal changed, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly DayFolders _days = new(context.Definition.Layout.DayFolder);
    private readonly Seen _seen = new(context.Config.Log.ObjectName, context.Definition.Logs);
    private Func<WalkedPage, IEnumerable<Listed>> _filter = _ => [];
    private IEnumerator<Listed>? _listed;
    private PagesAhead? _pages;
    private bool _parkedDone;
    private bool _walkBegan;
    private bool _isNewSweep;
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
        await (request.Days is { } days ? BeginDaysAsync(days)
            : context.Rules.SweepIsDue(tracker.State, tracker.IdsRunOut, context.TimeOfPass, request.Following) ? BeginSweepAsync()
            : BeginPollAsync());
        return true;
    }

    /// <summary>Takes the next object that must be read, or the next end of a page, if it was listed already.</summary>
    public bool TryTake([NotNullWhen(true)] out Listed? listed)
    {
        while (true)
        {
            if (_listed?.MoveNext() == true)
            {
                listed = _listed.Current;
                return true;
            }

            if (_pages?.TryTake(out var page) != true)
            {
                (_listed, listed) = (null, null);
                return false;
            }

            _listed = _filter(page!).GetEnumerator();
        }
    }

    /// <summary>An object, or a page, is done.</summary>
    public void Pass(Listed listed)
    {
        _idsAhead -= listed.NeedsId ? 1 : 0;
        if (listed.Key is { } key)
        {
            tracker.Pass(listed.Logs, key);
        }
    }

    /// <summary>The pass ends.</summary>
    /// <param name="isComplete">It came to the end of what it lists, and everything there is resolved or parked.</param>
    public void End(bool isComplete)
    {
        if (tracker.EndPass(isComplete) is var late and > 0)
        {
            context.Report(EventLevel.Warning, "s3.late_objects",
                $"At least {late} objects of the {context.Config.Log.Title} became listable more than {context.Rules.Lateness.TotalMinutes:0} minutes after their time, and were not read: they count as read long ago. Read everything again with --full.",
                ("late", late));
        }
    }

    /// <summary>Reports what the pass came across, at its end.</summary>
    public void Report()
    {
        if (_leftForLater > 0)
        {
            context.Report(EventLevel.Warning, "s3.left_for_later",
                $"At least {_leftForLater} objects from the last hour were not read. A later run reads them: the checkpoint tracks at most {context.Limits.Ids} recent objects.",
                ("left", _leftForLater));
        }

        _seen.ReportTo(context, listing.Requests);
    }

    public ValueTask DisposeAsync() => _pages?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void BeginParked()
    {
        // Whether there is room for their ids or not: only this makes room for others to be parked. A person who
        // starts a run has perhaps just corrected what was wrong, and must not wait.
        var due = tracker.ParkedDue(request.Following ? context.TimeOfPass : null);
        _listed = due.Select(version => new Listed { Version = version, Prefix = FolderOf(version) }).Append(new Listed()).GetEnumerator();
    }

    private async Task BeginSweepAsync()
    {
        if (tracker.Sweep is null)
        {
            tracker.BeginSweep(context.Rules.SweepStart(context.SourceTime, context.SourceTime, context.Store.Clock));
        }

        // A pass that failed before its first page has passed nothing: an earlier start only makes more ids.
        _isNewSweep = tracker.Sweep!.Position.Length == 0;
        var roots = await FindRootsAsync();
        roots = await new Roots(listing.ListAsync, context.Definition).WithKnownAsync(roots, tracker.Roots, cancellationToken);
        tracker.FoundRoots(roots);
        _seen.Roots = _isNewSweep ? roots : null;
        BeginSweepByFirstPages();
        Walk(roots, tracker.Sweep.Position, context.Rules.FirstDay(tracker.State.Backfill), Unresolved);
    }

    private async Task BeginPollAsync()
    {
        var found = new List<(ObjectVersion Version, string Prefix)>();
        var folders =
            from day in context.Rules.DaysPolled(context.SourceTime)
            from root in tracker.Roots
            select _days.Of(root, day);
        await foreach (var page in NewWalk(context.Rules.FirstDay(tracker.State.Backfill)).PagesAsync(folders.ToList(), "", cancellationToken))
        {
            var unresolved = page.Objects.Where(_seen.IsLog).Where(version => !tracker.IsResolved(version)).ToList();
            if (found.Count >= tracker.RoomForIds && unresolved.Count > 0)
            {
                _leftForLater += unresolved.Count;
                break;
            }

            found.AddRange(unresolved.Select(version => (version, page.Prefix)));
        }

        var oldestFirst =
            from one in found.OrderBy(one => one.Version.LastModified).ThenBy(one => one.Version.Key, KeyOrder.Instance)
            let needsId = tracker.NeedsId(one.Version)
            where HasRoom(one.Version, needsId)
            select new Listed { Version = one.Version, Prefix = one.Prefix, NeedsId = needsId };
        _listed = oldestFirst.Append(new Listed()).GetEnumerator();
    }

    private async Task BeginDaysAsync(DayRange range)
    {
        var roots = await FindRootsAsync();
        var folders =
            from root in roots
            from number in Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            select _days.Of(root, DateOnly.FromDayNumber(number));
        _seen.Roots = folders.Take(Limits.NamesShown).ToList();
        Walk(folders.ToList(), "", firstDay: null,
            page => page.Objects.Where(_seen.IsLog).Select(version => new Listed { Version = version, Prefix = page.Prefix }).Append(new Listed()));
    }

    /// <summary>The logs of a page of a sweep that are not resolved; the position moves over the others with them.</summary>
    private IEnumerable<Listed> Unresolved(WalkedPage page)
    {
        BeginSweepByFirstPages();
        _isNewSweep = false;
        List<ObjectVersion> logs = [];
        foreach (var version in page.Objects.Where(_seen.IsLog))
        {
            logs.Add(version);
            var needsId = tracker.NeedsId(version);
            if (!tracker.IsResolved(version) && HasRoom(version, needsId))
            {
                yield return new Listed { Version = version, Prefix = page.Prefix, NeedsId = needsId, Key = version.Key, Logs = logs };
                logs = [];
            }
        }

        yield return new Listed { Key = page.LastKey, Logs = logs };
    }

    private void BeginSweepByFirstPages()
    {
        if (_isNewSweep)
        {
            tracker.BeginSweepBy(context.Rules.SweepStart(context.SourceTime, listing.EarliestDate, context.Store.Clock));
        }
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

    private void Walk(IReadOnlyList<string> prefixes, string position, DateOnly? firstDay, Func<WalkedPage, IEnumerable<Listed>> filter)
    {
        _filter = filter;
        _pages = new PagesAhead(stop => NewWalk(firstDay).PagesAsync(prefixes, position, stop), Limits.PagesAhead, changed, context.Capacity.Post, cancellationToken);
    }

    private Walk NewWalk(DateOnly? firstDay) => new(listing.ListAsync, context.Rules, _days, firstDay);

    private async Task<IReadOnlyList<string>> FindRootsAsync() =>
        await new Roots(listing.ListAsync, context.Definition).FindAsync(context.Config, context.SourceDay, context.IsNew, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>The folder of a key: a parked object is listed again there, which every permission for its prefix allows.</summary>
    private static string FolderOf(ObjectVersion version) => version.Key[..(version.Key.LastIndexOf('/') + 1)];
}
