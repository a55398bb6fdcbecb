using InputHost.State;
using InputSdk;

namespace InputHost.Health;

/// <summary>The current figures of a run on the command line. Thread-safe.</summary>
internal sealed class RunHealth(string input, TimeProvider time)
{
    /// <summary>No request and no step of a pass takes as long without an event.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly EventCounts _events = new();
    private CommittedTotals _committed;
    private long _unread;
    private DateTimeOffset? _newestObject;
    private DateTimeOffset? _lastSuccess;
    private InputError? _error;
    private DateTimeOffset? _failingSince;
    private bool _isWaiting;
    private long _lastActivity = time.GetTimestamp();

    public string Input => input;

    public DateTimeOffset Started { get; } = time.GetUtcNow();

    /// <summary>The error of the last pass, and when the passes started to fail; null if it did not fail.</summary>
    public (InputError Error, DateTimeOffset Since)? Failure
    {
        get
        {
            lock (_lock)
            {
                return _error is null ? null : (_error, _failingSince!.Value);
            }
        }
    }

    /// <summary>Whether the run waits for its next pass, or did something within the last ten minutes.</summary>
    public bool IsAlive =>
        Volatile.Read(ref _isWaiting) || time.GetElapsedTime(Volatile.Read(ref _lastActivity)) < Patience;

    public InputFigures Figures
    {
        get
        {
            lock (_lock)
            {
                return new InputFigures
                {
                    Labels = [("input", input)],
                    Committed = _committed,
                    Unread = _unread,
                    NewestObject = _newestObject,
                    LastSuccess = _lastSuccess,
                    IsFailing = _error is not null,
                    Events = _events.ToDictionary(),
                };
            }
        }
    }

    public void NoteActivity()
    {
        Volatile.Write(ref _isWaiting, false);
        Volatile.Write(ref _lastActivity, time.GetTimestamp());
    }

    public void Count(InputEvent inputEvent)
    {
        NoteActivity();
        _events.Add(inputEvent);
    }

    /// <param name="reached">A checkpoint that was stored.</param>
    /// <param name="bytes">The bytes of the objects that were read since the start of the run.</param>
    public void Commit(CheckpointReached reached, long bytes)
    {
        NoteActivity();
        lock (_lock)
        {
            _committed = new CommittedTotals(
                _committed.Records + reached.Records,
                _committed.RejectedLines + reached.RejectedLines,
                bytes,
                _committed.Objects + reached.Objects
            );
            if (reached.Cursor is { } cursor && !(_newestObject > cursor.Time))
            {
                _newestObject = cursor.Time;
            }
        }
    }

    public void EndPass(long unread)
    {
        lock (_lock)
        {
            (_lastSuccess, _error, _failingSince, _unread) = (time.GetUtcNow(), null, null, unread);
        }

        Volatile.Write(ref _isWaiting, true);
    }

    public void FailPass(InputError error)
    {
        lock (_lock)
        {
            (_error, _failingSince) = (error, _failingSince ?? time.GetUtcNow());
        }

        Volatile.Write(ref _isWaiting, true);
    }
}
