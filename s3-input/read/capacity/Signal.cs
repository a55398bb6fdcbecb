namespace InputSdk.S3.Read.Capacity;

/// <summary>Wakes the one reader that waits for it. A signal before the wait ends the wait immediately.</summary>
/// <param name="post">
/// Runs an action on another thread. The reader continues there, not on the thread that sets the signal.
/// </param>
internal sealed class Signal(Action<Action> post)
{
    private readonly Lock _access = new();
    private TaskCompletionSource? _waiting;
    private bool _isSet;

    public void Set()
    {
        TaskCompletionSource? waiting;
        lock (_access)
        {
            (waiting, _waiting) = (_waiting, null);
            _isSet = waiting is null;
        }

        if (waiting is not null)
        {
            post(waiting.SetResult);
        }
    }

    /// <summary>Waits for the next signal. Returns immediately if there was one since the last wait ended.</summary>
    public Task WaitAsync()
    {
        lock (_access)
        {
            if (_isSet)
            {
                _isSet = false;
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource();
            return _waiting.Task;
        }
    }
}
