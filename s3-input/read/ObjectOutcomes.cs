namespace InputSdk.S3;

/// <summary>
/// Decides what becomes of each object: it is resolved when its last line was handed over, not before. One that fails
/// is parked, or puts the source in doubt.
/// </summary>
/// <param name="context">What the pass works with.</param>
/// <param name="tracker">Tracks what is resolved; null for a pass that tracks nothing and gives no checkpoints.</param>
/// <param name="listing">Lists pages.</param>
/// <param name="messages">The messages to hand over.</param>
internal sealed class ObjectOutcomes(
    ReadContext context,
    CheckpointTracker? tracker,
    CheckedLister listing,
    PassMessages messages
)
{
    private readonly SuspectObjects _doubts = new();
    private readonly MissingObjects _missing = new(
        new MissingObjectCheck(listing.ListAsync, context.Paging.Keys),
        context.Limits.SuspectsBeforeSourceFault
    );

    /// <summary>An object is read next.</summary>
    /// <param name="read">The object.</param>
    /// <exception cref="InputException">There is no room to note what the pass must know of it.</exception>
    public void Start(ObjectInFlight read)
    {
        if (!read.IsReleased)
        {
            return;
        }

        ResolveAt(ObjectStage.Fetched, read.Version);
        if (read.IsWhole)
        {
            ResolveSuspects(sourceIsWell: true);
        }
        else if (tracker?.SetLinesDone(read.Version, read.LinesDone) == false)
        {
            // A checkpoint inside a large object needs room for the number of its lines.
            throw Errors.Of(
                ErrorCode.TooManyParked,
                $"{context.PlaceOf(read.Version)}: so many large objects are under way or parked that there is no room to note how far this one was read."
            );
        }
    }

    /// <summary>A batch or a rejected line of an object was handed over.</summary>
    public void Deliver(ObjectInFlight read, Piece piece, PieceOutput product)
    {
        messages.Add(read.Version, piece, product);
        if (!read.IsWhole)
        {
            tracker?.SetLinesDone(read.Version, read.LinesTaken);
        }
    }

    /// <summary>An object has ended.</summary>
    /// <exception cref="InputException">The source is at fault, and the pass cannot continue.</exception>
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
            messages.Add(context.Skips.ForGood(version, reason));
            Resolve(version);
        }
        else if (end.Fault is { } fault)
        {
            if (read.LinesTaken > read.LinesDone)
            {
                // What was handed over is not handed over again.
                tracker?.SetLinesDone(version, read.LinesTaken);
            }

            AfterFault(version, fault);
        }
        else
        {
            // Before the object is resolved: if there is no room to park what was in doubt, the pass ends, and the
            // position has not passed this one.
            ResolveSuspects(sourceIsWell: true);
            ResolveAt(ObjectStage.HandedOver, version);
            context.Report(
                EventLevel.Progress,
                "s3.object_read",
                $"Read {context.PlaceOf(version)}.",
                ("bytes", version.Size),
                ("blank_lines", read.BlankLines)
            );
        }
    }

    /// <summary>Parks what is in doubt at the end of the walk: too few objects failed to blame the source.</summary>
    /// <returns>The fault if there is no room for them.</returns>
    public InputException? ResolveRest()
    {
        try
        {
            ResolveSuspects(sourceIsWell: false);
            return null;
        }
        catch (InputException e)
        {
            return e;
        }
    }

    /// <summary>Parks what is in doubt, object by object: another one came whole.</summary>
    private void ResolveSuspects(bool sourceIsWell)
    {
        foreach (var (version, error) in _doubts.Settle(sourceIsWell))
        {
            Park(version, error);
        }

        tracker?.ReleaseDoubt();
    }

    /// <summary>
    /// Whether it must be known of missing objects if they are gone before the next object is read: the server itself
    /// may be at fault, or what is resolved meanwhile needs an id each and there may be no room for them.
    /// </summary>
    public bool MustResolveMissing(ObjectQueue objects) =>
        _missing.MustKnow || (_missing.Count > 0 && tracker?.RoomForIds <= objects.Count && !objects.Read.IsMissing);

    /// <summary>Learns of missing objects whether they are gone, which resolves them; the others are in doubt.</summary>
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
                messages.Add(context.Skips.ForGood(version, SkipReason.Gone));
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
        switch (context.Rules.ActionAfterError(fault, tracker?.IsParked(version) ?? false, _doubts.SourceIsAvailable))
        {
            case ObjectErrorAction.EndPass:
                throw new InputException(fault);
            case ObjectErrorAction.Skip:
                Resolve(version);
                break;
            case ObjectErrorAction.Park:
                if (context.Rules.IsObjectError(fault))
                {
                    ResolveSuspects(sourceIsWell: true);
                }

                Park(version, fault);
                break;
            default:
                _doubts.Add(version, fault);
                tracker?.HoldForSuspects();
                if (_doubts.Count >= context.Limits.SuspectsBeforeSourceFault)
                {
                    throw _doubts.ToSourceFault();
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
                $"{fault.Message} {tracker.Parked.Count} objects are parked already and there is no room for more, so the read holds in front of this one."
            );
        }

        if (tracker.Park(version, fault.Code, context.TimeOfPass) is { } parked)
        {
            messages.Add(context.Skips.Parked(parked, fault));
        }
    }

    private void ResolveAt(ObjectStage stage, ObjectVersion version)
    {
        if (context.Rules.IsResolvedAt(stage))
        {
            Resolve(version);
        }
    }

    private void Resolve(ObjectVersion version, bool isGone = false)
    {
        messages.CountObject();
        messages.CameTo(version);
        tracker?.Resolve(version, isGone);
    }
}
