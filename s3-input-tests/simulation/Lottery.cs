namespace InputSdk.S3.Simulation;

/// <summary>
/// Runs asynchronous code on one thread and decides by lot which of the waiting calls ends next, and which of the
/// waiting parts of the program continues, so that a seed stands for one order of events.
/// </summary>
internal sealed class Lottery(Random random)
{
    private readonly List<Action> _waiting = [];

    /// <summary>Nothing waits for a turn.</summary>
    public bool IsIdle => _waiting.Count == 0;

    /// <summary>A turn of this caller, some time. What follows runs within the draw, on its thread.</summary>
    public Task TurnAsync()
    {
        var turn = new TaskCompletionSource();
        _waiting.Add(turn.SetResult);
        return turn.Task;
    }

    /// <summary>What would continue on another thread waits for its turn.</summary>
    public void Post(Action work) => _waiting.Add(work);

    /// <summary>Runs until the work is done, or until <paramref name="isDead"/>: then everything is left as it is.</summary>
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
                "Nothing waits for a turn: some work has left this thread, or waits for ever."
            );
        }

        var drawn = random.Next(_waiting.Count);
        var turn = _waiting[drawn];
        _waiting.RemoveAt(drawn);
        return turn;
    }
}
