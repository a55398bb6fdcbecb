using InputSdk.S3.Checkpoints;
using InputSdk.S3.Listing;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>
/// The messages that a pass emits next, and their counts for the next checkpoint. The clock decides only how often
/// checkpoints are emitted, never their content.
/// </summary>
/// <param name="context">The context of the pass.</param>
/// <param name="tracker">Tracks resolved objects; null for a pass without checkpoints.</param>
/// <param name="lastState">The state that the host has stored; empty if there is none.</param>
internal sealed class PassMessages(ReadContext context, CheckpointTracker? tracker, ReadOnlyMemory<byte> lastState)
{
    private readonly Queue<InputMessage> _messages = new();
    private readonly TimeProvider _time = context.Host.Time;
    private readonly DayFolders _days = new(context.Definition.Layout.DayFolder);
    private ReadOnlyMemory<byte> _lastState = lastState;
    private (ObjectVersion? Object, DateOnly Day) _lastDay;
    private ObjectVersion? _youngest;
    private long _since = context.Host.Time.GetTimestamp();
    private long _bytes;
    private long _records;
    private long _rejectedLines;
    private long _objects;

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InputMessage? message) =>
        _messages.TryDequeue(out message);

    public void Add(InputMessage message) => _messages.Enqueue(message);

    /// <summary>Adds a batch or a rejected line.</summary>
    public void Add(ObjectVersion version, Piece piece, PieceOutput product)
    {
        var origin = context.Skips.Origin(version) with { Ordinal = product.Ordinal };
        _bytes += product.Length;
        if (product.Error is { } error)
        {
            _rejectedLines++;
            _messages.Enqueue(
                new RejectedLine
                {
                    LogType = context.Config.Log.Id,
                    Origin = origin,
                    Day = DayOf(version),
                    Raw = piece.Raw(product.Start, product.Length),
                    Error = error,
                }
            );
            return;
        }

        _records += product.Count;
        _messages.Enqueue(
            new RecordBatch
            {
                LogType = context.Config.Log.Id,
                Origin = origin,
                Day = DayOf(version),
                Count = product.Count,
                Records = piece.Records(product.Start, product.Length),
                Notes = product.Notes,
            }
        );
    }

    private DateOnly DayOf(ObjectVersion version)
    {
        if (_lastDay.Object != version)
        {
            var day = _days.DayOf(version.Key) ?? DateOnly.FromDateTime(version.LastModified.UtcDateTime);
            _lastDay = (version, day);
        }

        return _lastDay.Day;
    }

    /// <summary>Counts an object that was resolved or parked.</summary>
    public void CountObject() => _objects++;

    /// <summary>Notes a resolved object, whose time shows the user how far the pass has progressed.</summary>
    public void NoteResolved(ObjectVersion version) =>
        _youngest = _youngest?.LastModified > version.LastModified ? _youngest : version;

    /// <summary>Adds a checkpoint if one is due.</summary>
    /// <param name="within">
    /// The object that is not at its end. There are no checkpoints within an object that was verified completely.
    /// </param>
    public void AddCheckpointIfDue(ObjectInFlight? within = null)
    {
        if (within?.IsWhole == true)
        {
            return;
        }

        if (
            _bytes >= context.Limits.CheckpointBytes
            || _time.GetElapsedTime(_since) >= context.Limits.CheckpointInterval
        )
        {
            AddCheckpointIfChanged();
        }
    }

    /// <summary>Adds a checkpoint that covers every message before it, unless it is equal to the stored one.</summary>
    public void AddCheckpointIfChanged()
    {
        if (tracker is null)
        {
            return;
        }

        (_since, _bytes) = (_time.GetTimestamp(), 0);
        ReadOnlyMemory<byte> state = StateCodec.Write(tracker.State);
        if (state.Span.SequenceEqual(_lastState.Span))
        {
            return;
        }

        _messages.Enqueue(
            new CheckpointReached
            {
                Checkpoint = new Checkpoint { Version = CheckpointState.Version, State = state },
                Records = _records,
                RejectedLines = _rejectedLines,
                Objects = _objects,
                Cursor = _youngest is { } version
                    ? new Cursor { Time = version.LastModified, Object = version.Key }
                    : null,
            }
        );
        (_lastState, _records, _rejectedLines, _objects) = (state, 0, 0, 0);
    }
}
