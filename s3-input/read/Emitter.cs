namespace InputSdk.S3;

/// <summary>
/// Reads objects in the order they are given and keeps the books: an object is resolved when its last
/// line was handed over, not before, and one that fails is parked, or puts the source in doubt.
/// </summary>
internal sealed class Emitter : IAsyncDisposable
{
    private readonly ReadContext _context;
    private readonly Ledger? _ledger;
    private readonly CheckpointPace _pace;
    private readonly FetchQueue _queue;
    private readonly ReadingTools _tools;
    private readonly Doubts _doubts = new();
    private readonly MissingObjects _missing;
    private readonly CancellationToken _cancellationToken;
    private ReadOnlyMemory<byte> _lastState;
    private ObjectVersion? _youngest;

    /// <param name="context">What the pass works with.</param>
    /// <param name="ledger">The books; null for a pass that keeps none and gives no checkpoints.</param>
    /// <param name="listing">Lists pages.</param>
    /// <param name="lastState">The state that the host has stored, or nothing.</param>
    /// <param name="cancellationToken">Ends the fetches.</param>
    public Emitter(ReadContext context, Ledger? ledger, PassListing listing, ReadOnlyMemory<byte> lastState, CancellationToken cancellationToken)
    {
        _context = context;
        _cancellationToken = cancellationToken;
        _missing = new MissingObjects(new Confirmation(listing.ListAsync, context.Rules.Keys), context.Limits.DoubtsBeforeSource);
        _ledger = ledger;
        _lastState = lastState;
        _pace = new CheckpointPace(context.Host.Time, context.Limits);
        _queue = new FetchQueue(context, triesArchived: ledger is null, cancellationToken);
        _tools = new ReadingTools(context.Config.Log, context.Limits);
    }

    /// <summary>
    /// Reads the objects; <paramref name="afterEach"/> is called for each when it is done with, before a
    /// checkpoint may cover it.
    /// </summary>
    /// <param name="objects">The objects, each with the prefix under which it was listed.</param>
    /// <param name="afterEach">Called after each object.</param>
    /// <exception cref="InputException">The source is at fault, and the pass cannot continue.</exception>
    public async IAsyncEnumerable<InputMessage> EmitAsync(
        IReadOnlyCollection<(ObjectVersion Version, string Prefix)> objects, Action<ObjectVersion>? afterEach = null)
    {
        using var next = objects.GetEnumerator();
        var prefixes = new Queue<string>(objects.Select(listed => listed.Prefix));
        var more = next.MoveNext();
        while (more || !_queue.IsEmpty)
        {
            for (; more && !_queue.IsFull; more = next.MoveNext())
            {
                _queue.Add(next.Current.Version);
            }

            var any = _queue.AnyAsync();
            if (!_queue.HasNext)
            {
                await (more && !_queue.IsFull ? Task.CompletedTask : any);
                continue;
            }

            // What is resolved while others are missing needs an id each.
            if (_missing.MustKnow || (_missing.Count > 0 && _ledger?.RoomForIds <= prefixes.Count && !_queue.NextIsMissing))
            {
                await foreach (var message in SettleMissingAsync())
                {
                    yield return message;
                }
            }

            var (version, fetched) = await _queue.TakeAsync();

            // The place that became free is taken at once, and not when this object was made into records.
            for (; more && !_queue.IsFull; more = next.MoveNext())
            {
                _queue.Add(next.Current.Version);
            }

            await foreach (var message in ReadAsync(version, prefixes.Dequeue(), fetched))
            {
                yield return message;
            }

            afterEach?.Invoke(version);
            if (CheckpointIfDue() is { } checkpoint)
            {
                yield return checkpoint;
            }
        }

        await foreach (var message in SettleMissingAsync())
        {
            yield return message;
        }
    }

    /// <summary>
    /// Parks what is in doubt, object by object: another one came whole, or the walk came to its end and
    /// too few failed to blame the source.
    /// </summary>
    public IEnumerable<InputMessage> SettleDoubts(bool sourceIsWell = false)
    {
        foreach (var parked in _doubts.Settle(sourceIsWell).SelectMany(doubt => Parks(doubt.Version, doubt.Error)))
        {
            yield return parked;
        }

        _ledger?.ReleaseDoubt();
    }

    /// <summary>Learns of the missing objects whether they are gone, which resolves them; the others are in doubt.</summary>
    private async IAsyncEnumerable<InputMessage> SettleMissingAsync()
    {
        if (_missing.Count == 0)
        {
            yield break;
        }

        foreach (var (version, isListed, answer) in await _missing.ConfirmAsync(_cancellationToken))
        {
            if (_context.Rules.IsGone(isListed))
            {
                yield return _context.Skips.ForGood(version, SkipReason.Gone);
                Resolve(version, isGone: true);
                continue;
            }

            foreach (var message in AfterFault(version, _context.Skips.StillListed(version, answer)))
            {
                yield return message;
            }
        }

        _ledger?.ReleaseConfirmed();
    }

    /// <summary>A checkpoint that covers all that was emitted; null when the stored one says the same.</summary>
    public CheckpointReached? CheckpointIfChanged()
    {
        if (_ledger is null)
        {
            return null;
        }

        ReadOnlyMemory<byte> state = StateCodec.Write(_ledger.State);
        if (state.Span.SequenceEqual(_lastState.Span))
        {
            return null;
        }

        _lastState = state;
        var reached = new CheckpointReached
        {
            Checkpoint = new Checkpoint { Version = CheckpointState.Version, State = state },
            Records = _pace.Records,
            RejectedLines = _pace.RejectedLines,
            Objects = _pace.Objects,
            Cursor = _youngest is { } version ? new Cursor { Time = version.LastModified, Object = version.Key } : null,
        };
        _pace.Reset();
        return reached;
    }

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private async IAsyncEnumerable<InputMessage> ReadAsync(ObjectVersion version, string prefix, Fetched fetched)
    {
        var fault = fetched.Fault;
        if (fetched.Missing is { } answer)
        {
            _missing.Add(version, prefix, answer);
            _ledger?.HoldUnconfirmed();
        }

        if (fetched.Skip is { } reason)
        {
            yield return _context.Skips.ForGood(version, reason);
            Resolve(version);
        }
        else if (fetched.Text is { } text)
        {
            await using (text)
            {
                ResolveAt(ObjectStage.Fetched, version);
                foreach (var parked in text.IsWhole ? SettleDoubts(sourceIsWell: true) : [])
                {
                    yield return parked;
                }

                var attempt = new ReadAttempt(text, _context, _tools, _context.Skips.Origin(version), LinesToPassOver(version, text));
                while (await attempt.NextAsync() is { } message)
                {
                    _pace.Count(message);
                    yield return message;
                    if (!text.IsWhole)
                    {
                        _ledger?.SetLinesDone(version, attempt.LinesRead);
                        if (CheckpointIfDue() is { } checkpoint)
                        {
                            yield return checkpoint;
                        }
                    }
                }

                fault = attempt.Fault;
                if (fault is not null && attempt.LinesRead > (_ledger?.LinesDone(version) ?? 0))
                {
                    // What was handed over is not handed over again.
                    _ledger?.SetLinesDone(version, attempt.LinesRead);
                }

                // Before the object is resolved: if there is no room to park what was in doubt, the pass
                // ends, and the position has not passed this one.
                foreach (var parked in fault is null ? SettleDoubts(sourceIsWell: true) : [])
                {
                    yield return parked;
                }

                if (fault is null)
                {
                    ResolveAt(ObjectStage.HandedOver, version);
                    _context.Report(EventLevel.Progress, "s3.object_read", $"Read {text.Place}.",
                        ("bytes", version.Size), ("blank_lines", attempt.BlankLines));
                }
            }
        }

        foreach (var message in fault is null ? [] : AfterFault(version, fault))
        {
            yield return message;
        }
    }

    private IEnumerable<InputMessage> AfterFault(ObjectVersion version, InputError fault)
    {
        switch (_context.Rules.AfterFault(fault, _ledger?.IsParked(version) ?? false, _doubts.SourceIsWell))
        {
            case FaultVerdict.EndPass:
                throw new InputException(fault);
            case FaultVerdict.PassOver:
                Resolve(version);
                return [];
            case FaultVerdict.Park:
                var settled = _context.Rules.IsItsOwn(fault) ? SettleDoubts(sourceIsWell: true) : [];
                return settled.Concat(Parks(version, fault));
            default:
                _doubts.Add(version, fault);
                _ledger?.HoldInDoubt();
                return _doubts.Count < _context.Limits.DoubtsBeforeSource ? [] : throw _doubts.AsFaultOfTheSource();
        }
    }

    private IEnumerable<InputMessage> Parks(ObjectVersion version, InputError fault)
    {
        if (Park(version, fault) is { } parked)
        {
            yield return parked;
        }
    }

    private ObjectSkipped? Park(ObjectVersion version, InputError fault)
    {
        _pace.CountObject();
        if (_ledger is null)
        {
            return _context.Skips.Unread(version, fault);
        }

        if (!_ledger.HasRoomToPark(version, fault.Code))
        {
            throw Errors.Of(ErrorCode.TooManyParked,
                $"{fault.Message} {_ledger.Parked.Count} objects are parked already and there is no room for more, so the read holds in front of this one.");
        }

        return _ledger.Park(version, fault.Code, _context.TimeOfPass) is { } parked ? _context.Skips.Parked(parked, fault) : null;
    }

    private void ResolveAt(ObjectStage stage, ObjectVersion version)
    {
        if (_context.Rules.IsResolvedAt(stage))
        {
            Resolve(version);
        }
    }

    private void Resolve(ObjectVersion version, bool isGone = false)
    {
        _youngest = _youngest?.LastModified > version.LastModified ? _youngest : version;
        _pace.CountObject();
        _ledger?.Resolve(version, isGone);
    }

    /// <summary>Notes that a large object is under way, which a checkpoint inside it needs room for.</summary>
    private long LinesToPassOver(ObjectVersion version, ObjectText text)
    {
        var lines = _ledger?.LinesDone(version) ?? 0;
        return text.IsWhole || _ledger is null || _ledger.SetLinesDone(version, lines) ? lines
            : throw Errors.Of(ErrorCode.TooManyParked, $"{text.Place}: so many large objects are under way or parked that there is no room to note how far this one was read.");
    }

    private CheckpointReached? CheckpointIfDue() => _pace.IsDue ? CheckpointIfChanged() : null;
}
