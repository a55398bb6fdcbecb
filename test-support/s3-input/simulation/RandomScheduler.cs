namespace InputSdk.S3.Simulation;

/// <summary>
/// Runs asynchronous code on one thread. It chooses at random which waiting call ends next and which waiting
/// continuation runs, so that a seed determines the order of events.
/// </summary>
internal sealed class RandomScheduler(Random random)
{
    private readonly List<Action> _waiting = [];

    /// <summary>Whether no call or continuation is waiting.</summary>
    public bool IsIdle => _waiting.Count == 0;

    /// <summary>Completes at a random later draw. The continuation runs within that draw, on its thread.</summary>
    public Task TurnAsync()
    {
        var turn = new TaskCompletionSource();
        _waiting.Add(turn.SetResult);
        return turn.Task;
    }

    /// <summary>Queues work that would otherwise continue on another thread.</summary>
    public void Post(Action work) => _waiting.Add(work);

    /// <summary>
    /// Runs until the work is done, or until <paramref name="isDead"/>; the remaining work is then abandoned.
    /// </summary>
    public void Run(Func<Task> work, Func<bool> isDead)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var task = work();
            while (!task.IsCompleted && !isDead())
            {
                Draw()();
            }

            _waiting.Clear();
            if (task.IsCompleted)
            {
                task.GetAwaiter().GetResult();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private Action Draw()
    {
        if (_waiting.Count == 0)
        {
            throw new InvalidOperationException(
                "No work is waiting: some of it continued on another thread, or waits forever."
            );
        }

        var drawn = random.Next(_waiting.Count);
        var turn = _waiting[drawn];
        _waiting.RemoveAt(drawn);
        return turn;
    }
}
