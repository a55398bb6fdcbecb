namespace InputSdk.S3.Tests;

/// <summary>
/// A clock that always returns the same time. While <see cref="IsElapsing"/> is set, its timers of one length fire at
/// once, so that a stalled body is aborted without a wait of a minute.
/// </summary>
internal sealed class StallClock(TimeSpan length) : TimeProvider
{
    private readonly Lock _access = new();
    private readonly HashSet<StallTimer> _timers = [];
    private bool _isElapsing;

    /// <summary>The timers stop firing after the current ones have fired.</summary>
    public bool OnlyOnce { get; init; }

    public bool IsElapsing
    {
        get => _isElapsing;
        set
        {
            lock (_access)
            {
                _isElapsing = value;
                GoOff();
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != length)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new StallTimer(this, () => callback(state));
        lock (_access)
        {
            _timers.Add(timer);
            GoOff();
        }

        return timer;
    }

    private void GoOff()
    {
        foreach (var timer in _isElapsing ? _timers.ToList() : [])
        {
            _timers.Remove(timer);
            ThreadPool.QueueUserWorkItem(_ => timer.GoOff());
            _isElapsing = !OnlyOnce;
        }
    }

    private sealed class StallTimer(StallClock clock, Action goOff) : ITimer
    {
        public void GoOff() => goOff();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock._access)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
