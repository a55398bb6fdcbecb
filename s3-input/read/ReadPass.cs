using System.Runtime.CompilerServices;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Read.Capacity;

namespace InputSdk.S3.Read;

/// <summary>One pass over a bucket, from its listing to its last checkpoint.</summary>
/// <param name="context">The context of the pass.</param>
/// <param name="tracker">Tracks resolved objects.</param>
/// <param name="lastState">The state that the host has stored; empty if there is none.</param>
internal sealed class ReadPass(ReadContext context, CheckpointTracker tracker, ReadOnlyMemory<byte> lastState)
{
    /// <summary>
    /// The messages of the pass. The last one is a checkpoint if the state changed. If the source fails, the pass first
    /// emits a checkpoint that covers the delivered messages, from which the next pass resumes.
    /// </summary>
    public async IAsyncEnumerable<InputMessage> RunAsync(
        ReadRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (changed, kept) = (new Signal(context.Capacity.Post), request.Days is null ? tracker : null);
        var (listing, messages) = (new CheckedLister(context, tracker), new PassMessages(context, kept, lastState));
        var outcomes = new ObjectOutcomes(context, kept, listing, messages);
        await using var plan = new PassPlan(context, tracker, request, listing, changed, cancellationToken);
        await using var objects = new ObjectQueue(context, kept, changed, cancellationToken);
        await using var cancelled = cancellationToken.Register(changed.Set);
        var (continues, fault) = (true, (InputException?)null);
        while (continues && fault is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // List and filter; fetch, decode and parse ahead while the queue has space.
                while (objects.HasRoom && plan.TryTake(out var listed))
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
                        plan.Complete(await objects.CompleteAsync());
                        messages.AddCheckpointIfDue();
                        break;
                    case NextStep.EndPage:
                        await outcomes.ResolveMissingAsync(cancellationToken);
                        plan.Complete(await objects.CompleteAsync());
                        break;
                    case NextStep.Wait when objects.Count == 0 && plan.IsDone:
                        continues = await plan.ContinueAsync();
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
        plan.End(isComplete: fault is null);
        messages.AddCheckpointIfChanged();
        while (messages.TryTake(out var message))
        {
            yield return message;
        }

        if (fault is not null)
        {
            throw new InputException(fault.Error, fault);
        }

        plan.Report();
    }
}
