namespace InputHost.Tests;

/// <summary>A clock whose timers fire at once. It cancels the run after a given number of timers.</summary>
internal sealed class ImmediateTime(int stopAfter) : TimeProvider, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public CancellationToken Token => _stop.Token;

    public List<TimeSpan> Pauses { get; } = [];

    public void Dispose() => _stop.Dispose();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        if (Pauses.Count == stopAfter)
        {
            _stop.Cancel();
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
