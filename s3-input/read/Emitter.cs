using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Reads objects in the order they are given and keeps the books: an object is resolved when its last
/// line was handed over, not before.
/// </summary>
internal sealed class Emitter : IAsyncDisposable
{
    private readonly ReadContext _context;
    private readonly Ledger? _ledger;
    private readonly CheckpointPace _pace;
    private readonly FetchQueue _queue;
    private readonly ReadingTools _tools;
    private ReadOnlyMemory<byte> _lastState;

    /// <param name="context">What the pass works with.</param>
    /// <param name="ledger">The books; null for a pass that keeps none and gives no checkpoints.</param>
    /// <param name="lastState">The state that the host has stored, or nothing.</param>
    /// <param name="cancellationToken">Ends the fetches.</param>
    public Emitter(ReadContext context, Ledger? ledger, ReadOnlyMemory<byte> lastState, CancellationToken cancellationToken)
    {
        _context = context;
        _ledger = ledger;
        _lastState = lastState;
        _pace = new CheckpointPace(context.Host.Time, context.Limits);
        _queue = new FetchQueue(context.Store, context.Config.Bucket, context.Limits, cancellationToken);
        _tools = new ReadingTools(context.Config.Log);
    }

    /// <summary>
    /// Reads the objects; <paramref name="afterEach"/> is told of each when it is resolved, before a
    /// checkpoint may cover it.
    /// </summary>
    public async IAsyncEnumerable<InputMessage> EmitAsync(
        IEnumerable<ObjectVersion> objects,
        Action<ObjectVersion>? afterEach = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var next = objects.GetEnumerator();
        var more = next.MoveNext();
        while (more || !_queue.IsEmpty)
        {
            for (; more && !_queue.IsFull; more = next.MoveNext())
            {
                _queue.Add(next.Current);
            }

            var (version, fetched) = await _queue.TakeAsync();
            await foreach (var message in ReadAsync(version, fetched, cancellationToken))
            {
                yield return message;
            }

            _pace.CountObject();
            _ledger?.Resolve(version);
            afterEach?.Invoke(version);
            if (_pace.IsDue && CheckpointIfChanged() is { } checkpoint)
            {
                yield return checkpoint;
            }
        }
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
        };
        _pace.Reset();
        return reached;
    }

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private async IAsyncEnumerable<InputMessage> ReadAsync(
        ObjectVersion version, Fetched fetched, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var origin = new RecordOrigin
        {
            Container = _context.Config.Bucket,
            Object = version.Key,
            Version = version.ETag.Trim('"'),
            Ordinal = 0,
        };
        if (fetched.Text is not { } text)
        {
            yield return Skipped(origin, version, fetched.Skip!.Value);
            yield break;
        }

        using (text)
        {
            var reading = new ObjectReading(text, origin, _ledger?.LinesDone(version) ?? 0, _tools, _context.Limits);
            while (await reading.NextAsync(cancellationToken) is { } message)
            {
                _pace.Count(message);
                yield return message;
                if (text.IsWhole)
                {
                    continue;
                }

                _ledger?.SetLinesDone(version, reading.LinesRead);
                if (_pace.IsDue && CheckpointIfChanged() is { } checkpoint)
                {
                    yield return checkpoint;
                }
            }

            _context.Report(EventLevel.Progress, "s3.object_read", $"Read {text.Place}.",
                ("bytes", version.Size), ("blank_lines", reading.BlankLines));
        }
    }

    private static ObjectSkipped Skipped(RecordOrigin origin, ObjectVersion version, SkipReason reason) => new()
    {
        Origin = origin,
        Reason = reason,
        Message = $"s3://{origin.Container}/{origin.Object} " + reason switch
        {
            SkipReason.Empty => "is empty: there is nothing in it to read.",
            SkipReason.Gone => "was deleted or replaced after it was listed; a new version is read when it is listed.",
            SkipReason.Archived => $"lies in an archive ({version.StorageClass}): restore it, then read its day again with --days.",
            _ => "could not be read.",
        },
    };
}
