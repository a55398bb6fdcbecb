using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// One pass: a sweep over everything under the roots, a poll of the latest day folders, or days read
/// again. What to skip is decided by <see cref="CheckpointRules"/>, how objects become records by
/// <see cref="Emitter"/>; this walks.
/// </summary>
internal sealed class ReadPass(ReadContext context, Ledger ledger, Emitter emitter)
{
    private readonly DayFolders _days = new(context.Definition.Layout.DayFolder);
    private readonly Seen _seen = new(context.Config.Log.ObjectName);

    /// <summary>
    /// The messages of the pass, the last being a checkpoint if anything changed. A fault ends it only
    /// after a checkpoint of what was emitted before: the next pass begins there.
    /// </summary>
    public async IAsyncEnumerable<InputMessage> RunAsync(
        ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        InputException? fault = null;
        await using (var messages = Messages(request, cancellationToken).GetAsyncEnumerator(cancellationToken))
        {
            while (true)
            {
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

        if (emitter.CheckpointIfChanged() is { } checkpoint)
        {
            yield return checkpoint;
        }

        if (fault is not null)
        {
            throw new InputException(fault.Error, fault);
        }

        _seen.ReportTo(context);
    }

    private IAsyncEnumerable<InputMessage> Messages(ReadRequest request, CancellationToken cancellationToken) =>
        request.Days is { } days ? DaysAsync(days, cancellationToken)
        : context.Rules.SweepIsDue(ledger.State, context.SourceTime, request.Following) ? SweepAsync(cancellationToken)
        : PollAsync(cancellationToken);

    private async IAsyncEnumerable<InputMessage> SweepAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ledger.Sweep is null)
        {
            ledger.BeginSweep(context.SourceTime);
        }

        var roots = await new Roots(ListAsync, context.Definition.Layout)
            .FindAsync(context.Config, context.SourceDay, cancellationToken);
        ledger.FoundRoots(roots);
        _seen.Roots = roots;

        var walk = new Walk(ListAsync, _days, context.Rules.FirstDay(ledger.State.Backfill));
        await foreach (var page in walk.PagesAsync(roots, ledger.Sweep!.Position, cancellationToken))
        {
            var unresolved = page.Objects.Where(IsWanted).ToList();
            await foreach (var message in emitter.EmitAsync(unresolved, done => ledger.MovePosition(done.Key), cancellationToken))
            {
                yield return message;
            }

            ledger.MovePosition(page.LastKey);
        }

        ledger.CompleteSweep();
    }

    private async IAsyncEnumerable<InputMessage> PollAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<ObjectVersion>();
        _seen.Roots = ledger.Roots;
        var folders =
            from day in context.Rules.DaysPolled(context.SourceTime)
            from root in ledger.Roots
            select _days.Of(root, day);
        await foreach (var page in new Walk(ListAsync, _days, context.Rules.FirstDay(ledger.State.Backfill))
            .PagesAsync(folders.ToList(), "", cancellationToken))
        {
            found.AddRange(page.Objects.Where(IsWanted));
            if (found.Count >= ledger.RoomForIds)
            {
                // Each needs an id; what there is no room for is left to the sweep, which is due then.
                break;
            }
        }

        var oldestFirst = found.OrderBy(version => version.LastModified).ThenBy(version => version.Key, KeyOrder.Instance)
            .Take(ledger.RoomForIds).ToList();
        await foreach (var message in emitter.EmitAsync(oldestFirst, afterEach: null, cancellationToken))
        {
            yield return message;
        }
    }

    private async IAsyncEnumerable<InputMessage> DaysAsync(
        DayRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var roots = await new Roots(ListAsync, context.Definition.Layout)
            .FindAsync(context.Config, context.SourceDay, cancellationToken);
        var folders =
            from root in roots
            from number in Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            select _days.Of(root, DateOnly.FromDayNumber(number));
        _seen.Roots = folders.Take(Limits.NamesShown).ToList();
        await foreach (var page in new Walk(ListAsync, _days, firstDay: null).PagesAsync(folders.ToList(), "", cancellationToken))
        {
            var named = page.Objects.Where(_seen.IsLog).ToList();
            await foreach (var message in emitter.EmitAsync(named, afterEach: null, cancellationToken))
            {
                yield return message;
            }
        }
    }

    private bool IsWanted(ObjectVersion version) => _seen.IsLog(version) && !ledger.IsResolved(version);

    private async Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var page = await context.Store.ListAsync(request, cancellationToken);
        ledger.CountRequest();
        _seen.CountPage(page);
        context.Report(EventLevel.Progress, "s3.page_listed", $"Listed a page of s3://{context.Config.Bucket}/{request.Prefix}.",
            ("requests", 1), ("listed", page.Objects.Count));
        return page;
    }
}
