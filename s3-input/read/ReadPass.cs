using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// One pass: parked objects whose time has come, then a sweep over everything under the roots or a poll
/// of the latest day folders; or days read again. What to skip is decided by
/// <see cref="CheckpointRules"/>, how objects become records by <see cref="Emitter"/>; this walks.
/// </summary>
internal sealed class ReadPass(ReadContext context, Ledger ledger, PassListing listing, Emitter emitter)
{
    private readonly DayFolders _days = new(context.Definition.Layout.DayFolder);
    private readonly Seen _seen = new(context.Config.Log.ObjectName, context.Definition.Logs);
    private long _leftForLater;

    /// <summary>
    /// The messages of the pass, the last being a checkpoint if anything changed. A fault of the source
    /// ends it only after a checkpoint of what was emitted before: the next pass begins there.
    /// </summary>
    public async IAsyncEnumerable<InputMessage> RunAsync(
        ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        InputException? fault = null;
        await using (var messages = Messages(request, cancellationToken).GetAsyncEnumerator(cancellationToken))
        {
            while (true)
            {
                // Much comes without a call that would notice.
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (!await messages.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (InputException e)
                {
                    fault = e;
                    break;
                }

                yield return messages.Current;
            }
        }

        ReportLate(ledger.EndPass(isComplete: fault is null));
        if (emitter.CheckpointIfChanged() is { } checkpoint)
        {
            yield return checkpoint;
        }

        if (fault is not null)
        {
            throw new InputException(fault.Error, fault);
        }

        ReportEnd();
    }

    private async IAsyncEnumerable<InputMessage> Messages(
        ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Days is null)
        {
            // Whether there is room for their ids or not: only this makes room for others to be parked. A
            // person who starts a run has perhaps just mended what was wrong, and shall not wait.
            var due = ledger.ParkedDue(request.Following ? context.TimeOfPass : null);
            await foreach (var message in emitter.EmitAsync([.. due.Select(version => (version, FolderOf(version)))]))
            {
                yield return message;
            }
        }

        var walk = request.Days is { } days ? DaysAsync(days, cancellationToken)
            : context.Rules.SweepIsDue(ledger.State, ledger.IdsRunOut, context.TimeOfPass, request.Following) ? SweepAsync(cancellationToken)
            : PollAsync(cancellationToken);
        await foreach (var message in walk)
        {
            yield return message;
        }

        foreach (var parked in emitter.SettleDoubts())
        {
            yield return parked;
        }
    }

    private async IAsyncEnumerable<InputMessage> SweepAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ledger.Sweep is null)
        {
            ledger.BeginSweep(context.Rules.SweepStart(context.SourceTime, context.SourceTime, context.Store.Clock));
        }

        // A pass that failed before its first page has passed nothing: an earlier start only makes more ids.
        var isNew = ledger.Sweep!.Position.Length == 0;

        var roots = await FindRootsAsync(cancellationToken);
        roots = await new Roots(listing.ListAsync, context.Definition).WithKnownAsync(roots, ledger.Roots, cancellationToken);
        ledger.FoundRoots(roots);
        _seen.Roots = isNew ? roots : null;
        if (isNew)
        {
            ledger.BeginSweepBy(context.Rules.SweepStart(context.SourceTime, listing.EarliestDate, context.Store.Clock));
        }

        await foreach (var page in Walk(context.Rules.FirstDay(ledger.State.Backfill)).PagesAsync(roots, ledger.Sweep.Position, cancellationToken))
        {
            if (isNew)
            {
                ledger.BeginSweepBy(context.Rules.SweepStart(context.SourceTime, listing.EarliestDate, context.Store.Clock));
                isNew = false;
            }

            var listed = new Queue<ObjectVersion>(page.Objects.Where(_seen.IsLog));
            var wanted = listed.Where(version => !ledger.IsResolved(version)).Where(HasRoom(ledger.RoomForIds)).Select(version => (version, page.Prefix)).ToList();
            await foreach (var message in emitter.EmitAsync(wanted, done => ledger.Pass(UpTo(listed, done.Key), done.Key)))
            {
                yield return message;
            }

            ledger.Pass(listed, page.LastKey);
        }
    }

    private async IAsyncEnumerable<InputMessage> PollAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<(ObjectVersion Version, string Prefix)>();
        var folders =
            from day in context.Rules.DaysPolled(context.SourceTime)
            from root in ledger.Roots
            select _days.Of(root, day);
        await foreach (var page in Walk(context.Rules.FirstDay(ledger.State.Backfill)).PagesAsync(folders.ToList(), "", cancellationToken))
        {
            var unresolved = page.Objects.Where(_seen.IsLog).Where(version => !ledger.IsResolved(version)).ToList();
            if (found.Count >= ledger.RoomForIds && unresolved.Count > 0)
            {
                _leftForLater += unresolved.Count;
                break;
            }

            found.AddRange(unresolved.Select(version => (version, page.Prefix)));
        }

        var hasRoom = HasRoom(ledger.RoomForIds);
        var oldestFirst = found.OrderBy(listed => listed.Version.LastModified).ThenBy(listed => listed.Version.Key, KeyOrder.Instance)
            .Where(listed => hasRoom(listed.Version)).ToList();
        await foreach (var message in emitter.EmitAsync(oldestFirst))
        {
            yield return message;
        }
    }

    private async IAsyncEnumerable<InputMessage> DaysAsync(
        DayRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var roots = await FindRootsAsync(cancellationToken);
        var folders =
            from root in roots
            from number in Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            select _days.Of(root, DateOnly.FromDayNumber(number));
        _seen.Roots = folders.Take(Limits.NamesShown).ToList();
        await foreach (var page in Walk(firstDay: null).PagesAsync(folders.ToList(), "", cancellationToken))
        {
            var named = page.Objects.Where(_seen.IsLog).Select(version => (version, page.Prefix)).ToList();
            await foreach (var message in emitter.EmitAsync(named))
            {
                yield return message;
            }
        }
    }

    /// <summary>
    /// Whether an object can be resolved now. One that a crash cut off in the middle always can: the
    /// number of its lines is kept no longer than the sweep.
    /// </summary>
    private Func<ObjectVersion, bool> HasRoom(int room) => version =>
    {
        if (!ledger.NeedsId(version))
        {
            return true;
        }

        if (ledger.LinesDone(version) > 0 || context.Rules.HasRoom(room))
        {
            room--;
            return true;
        }

        _leftForLater++;
        return false;
    };

    private IEnumerable<ObjectVersion> UpTo(Queue<ObjectVersion> listed, string key)
    {
        while (listed.TryPeek(out var next) && context.Rules.Keys.Compare(next.Key, key) <= 0)
        {
            yield return listed.Dequeue();
        }
    }

    private async Task<IReadOnlyList<string>> FindRootsAsync(CancellationToken cancellationToken) =>
        await new Roots(listing.ListAsync, context.Definition).FindAsync(context.Config, context.SourceDay, context.IsNew, cancellationToken).ToListAsync(cancellationToken);

    private Walk Walk(DateOnly? firstDay) => new(listing.ListAsync, context.Rules, _days, firstDay);

    /// <summary>The folder of a key: a parked object is listed again there, which every permission for its prefix allows.</summary>
    private static string FolderOf(ObjectVersion version) => version.Key[..(version.Key.LastIndexOf('/') + 1)];

    private void ReportLate(long late)
    {
        if (late > 0)
        {
            context.Report(EventLevel.Warning, "s3.late_objects",
                $"At least {late} objects of the {context.Config.Log.Title} became listable more than {context.Rules.Lateness.TotalMinutes:0} minutes after their time, and were not read: they count as read long ago. Read everything again with --full.",
                ("late", late));
        }
    }

    private void ReportEnd()
    {
        if (_leftForLater > 0)
        {
            context.Report(EventLevel.Warning, "s3.left_for_later",
                $"At least {_leftForLater} objects from the last hour were not read. A later run reads them: the checkpoint tracks at most {context.Limits.Ids} recent objects.",
                ("left", _leftForLater));
        }

        _seen.ReportTo(context, listing.Requests);
    }
}
