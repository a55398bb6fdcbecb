using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// Decides what happens to each object. An object is resolved when its last line was delivered. An object that fails is
/// parked, or is suspect until it is known whether the source is available.
/// </summary>
/// <param name="context">The context of the pass.</param>
/// <param name="tracker">Tracks resolved objects; null for a pass without checkpoints.</param>
/// <param name="listing">Lists pages.</param>
/// <param name="messages">The messages to emit.</param>
internal sealed class ObjectOutcomes(
    ReadContext context,
    CheckpointTracker? tracker,
    CheckedLister listing,
    PassMessages messages
)
{
    private readonly SuspectObjects _suspects = new();
    private readonly MissingObjects _missing = new(
        new MissingObjectCheck(listing.ListAsync, context.Paging.Keys),
        context.Limits.SuspectsBeforeSourceFault
    );

    /// <summary>Starts to take the output of an object.</summary>
    /// <param name="read">The object.</param>
    /// <exception cref="InputException">The checkpoint has no space for the progress of the object.</exception>
    public void Start(ObjectInFlight read)
    {
        if (!read.IsReleased)
        {
            return;
        }

        ResolveAt(ObjectStage.Fetched, read.Version);
        if (read.IsWhole)
        {
            ResolveSuspects(sourceIsAvailable: true);
        }
        else if (tracker?.SetLinesDone(read.Version, read.LinesDone) == false)
        {
            // A checkpoint inside a large object stores the number of its delivered lines.
            throw Errors.Of(
                ErrorCode.TooManyParked,
                $"{context.DisplayNameOf(read.Version)}: its progress cannot be stored, because the limit "
                    + $"of {context.Limits.Partials} large objects that are in progress or parked is reached."
            );
        }
    }

    /// <summary>Delivers a batch or a rejected line of an object.</summary>
    public void Deliver(ObjectInFlight read, Piece piece, PieceOutput product)
    {
        messages.Add(read.Version, piece, product);
        if (!read.IsWhole)
        {
            tracker?.SetLinesDone(read.Version, read.LinesTaken);
        }
    }

    /// <summary>Handles the end of an object.</summary>
    /// <exception cref="InputException">The source failed, and the pass cannot continue.</exception>
    public void End(ObjectInFlight read, ObjectResult end)
    {
        var version = read.Version;
        if (end.Missing is { } answer)
        {
            _missing.Add(version, read.Prefix, answer);
            tracker?.HoldForMissing();
        }
        else if (end.Skip is { } reason)
        {
            messages.Add(context.Skips.Skipped(version, reason));
            Resolve(version);
        }
        else if (end.Fault is { } fault)
        {
            if (read.LinesTaken > read.LinesDone)
            {
                // Delivered lines are not delivered again.
                tracker?.SetLinesDone(version, read.LinesTaken);
            }

            AfterFault(version, fault);
        }
        else
        {
            // Before the object is resolved: if there is no space to park the suspect objects, the pass ends, and the
            // position stays before this object.
            ResolveSuspects(sourceIsAvailable: true);
            ResolveAt(ObjectStage.Delivered, version);
            context.Report(
                EventLevel.Progress,
                "s3.object_read",
                $"Read {context.DisplayNameOf(version)}.",
                ("bytes", version.Size),
                ("blank_lines", read.BlankLines)
            );
        }
    }

    /// <summary>
    /// Parks the suspect objects at the end of the listing: too few failed to assume an error of the source.
    /// </summary>
    /// <returns>The error if there is no space for them.</returns>
    public InputException? ResolveRest()
    {
        try
        {
            ResolveSuspects(sourceIsAvailable: false);
            return null;
        }
        catch (InputException e)
        {
            return e;
        }
    }

    /// <summary>Parks the suspect objects.</summary>
    /// <param name="sourceIsAvailable">Another object was received completely.</param>
    private void ResolveSuspects(bool sourceIsAvailable)
    {
        foreach (var (version, error) in _suspects.Settle(sourceIsAvailable))
        {
            Park(version, error);
        }

        tracker?.ReleaseSuspects();
    }

    /// <summary>
    /// Whether missing objects must be confirmed before the next object is delivered: the server itself may be at
    /// fault, or there may be no space for the ids of objects that are resolved in the meantime.
    /// </summary>
    public bool MustResolveMissing(ObjectQueue objects) =>
        _missing.MustKnow || (_missing.Count > 0 && tracker?.RoomForIds <= objects.Count && !objects.Read.IsMissing);

    /// <summary>
    /// Confirms the missing objects with a listing. Those that are gone are resolved; the others are suspect.
    /// </summary>
    public async Task ResolveMissingAsync(CancellationToken cancellationToken)
    {
        if (_missing.Count == 0)
        {
            return;
        }

        foreach (var (version, isListed, answer) in await _missing.ConfirmAsync(cancellationToken))
        {
            if (context.Rules.IsGone(isListed))
            {
                messages.Add(context.Skips.Skipped(version, SkipReason.Gone));
                Resolve(version, isGone: true);
            }
            else
            {
                AfterFault(version, context.Skips.StillListed(version, answer));
            }
        }

        tracker?.ReleaseConfirmed();
    }

    private void AfterFault(ObjectVersion version, InputError fault)
    {
        switch (context.Rules.ActionAfterError(fault, tracker?.IsParked(version) ?? false, _suspects.SourceIsAvailable))
        {
            case ObjectErrorAction.EndPass:
                throw new InputException(fault);
            case ObjectErrorAction.Skip:
                Resolve(version);
                break;
            case ObjectErrorAction.Park:
                if (context.Rules.IsObjectError(fault))
                {
                    ResolveSuspects(sourceIsAvailable: true);
                }

                Park(version, fault);
                break;
            default:
                _suspects.Add(version, fault);
                tracker?.HoldForSuspects();
                if (_suspects.Count >= context.Limits.SuspectsBeforeSourceFault)
                {
                    throw _suspects.ToSourceFault();
                }

                break;
        }
    }

    private void Park(ObjectVersion version, InputError fault)
    {
        messages.CountObject();
        if (tracker is null)
        {
            messages.Add(context.Skips.Unread(version, fault));
            return;
        }

        if (!tracker.HasRoomToPark(version, fault.Code))
        {
            throw Errors.Of(
                ErrorCode.TooManyParked,
                $"{Errors.CauseOf(fault)} {tracker.Parked.Count} objects are parked, and the checkpoint has no "
                    + "space for more. Reading stopped at this object."
            );
        }

        if (tracker.Park(version, fault.Code, context.TimeOfPass) is { } parked)
        {
            messages.Add(context.Skips.Parked(parked, fault));
        }
    }

    private void ResolveAt(ObjectStage stage, ObjectVersion version)
    {
        if (context.Rules.CountsAsResolvedAt(stage))
        {
            Resolve(version);
        }
    }

    private void Resolve(ObjectVersion version, bool isGone = false)
    {
        messages.CountObject();
        messages.NoteResolved(version);
        tracker?.Resolve(version, isGone);
    }
}
