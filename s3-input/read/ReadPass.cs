using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>One pass over a bucket, from its listing to its last checkpoint.</summary>
/// <param name="context">What the pass works with.</param>
/// <param name="tracker">Tracks what is resolved.</param>
/// <param name="lastState">The state that the host has stored, or nothing.</param>
internal sealed class ReadPass(ReadContext context, CheckpointTracker tracker, ReadOnlyMemory<byte> lastState)
{
    /// <summary>
    /// The messages of the pass, the last being a checkpoint if anything changed. A fault of the source
    /// ends it only after a checkpoint of what was handed over before: the next pass begins there.
    /// </summary>
    public async IAsyncEnumerable<InputMessage> RunAsync(
        ReadRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (changed, kept) = (new Signal(context.Capacity.Post), request.Days is null ? tracker : null);
        var (listing, messages) = (new CheckedLister(context, tracker), new PassMessages(context, kept, lastState));
        var outcomes = new ObjectOutcomes(context, kept, listing, messages);
        await using var walk = new PassPlan(context, tracker, request, listing, changed, cancellationToken);
        await using var objects = new ObjectQueue(context, kept, changed, cancellationToken);
        await using var cancelled = cancellationToken.Register(changed.Set);
        var (goesOn, fault) = (true, (InputException?)null);
        while (goesOn && fault is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // List and filter; fetch, decode and parse as far ahead as there is room.
                while (objects.HasRoom && walk.TryTake(out var listed))
                {
                    objects.Add(listed);
                }

                // Decide, in the order of the listing.
                switch (objects.Next())
                {
                    case NextStep.StartObject when outcomes.MustResolveMissing(objects):
                        await outcomes.ResolveMissingAsync(cancellationToken);
                        break;
                    case NextStep.StartObject:
                        outcomes.Start(objects.Read);
                        objects.Start();
                        break;
                    case NextStep.Deliver:
                        outcomes.Deliver(objects.Read, objects.Taken.Piece, objects.Taken.Product);
                        messages.AddCheckpointIfDue(objects.Read);
                        break;
                    case NextStep.EndObject:
                        outcomes.End(objects.Read, objects.End);
                        walk.Complete(await objects.CompleteAsync());
                        messages.AddCheckpointIfDue();
                        break;
                    case NextStep.EndPage:
                        await outcomes.ResolveMissingAsync(cancellationToken);
                        walk.Complete(await objects.CompleteAsync());
                        break;
                    case NextStep.Wait when objects.Count == 0 && walk.IsDone:
                        goesOn = await walk.ContinueAsync();
                        break;
                    default:
                        await changed.WaitAsync();
                        break;
                }
            }
            catch (InputException e)
            {
                fault = e;
            }

            while (messages.TryTake(out var message))
            {
                yield return message;
            }
        }

        fault ??= outcomes.ResolveRest();
        walk.End(isComplete: fault is null);
        messages.AddCheckpointIfChanged();
        while (messages.TryTake(out var message))
        {
            yield return message;
        }

        if (fault is not null)
        {
            throw new InputException(fault.Error, fault);
        }

        walk.Report();
    }
}
