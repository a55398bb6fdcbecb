namespace InputSdk.S3;

/// <summary>Wakes the one reader that waits for it; a signal that comes before the wait ends it at once.</summary>
/// <param name="post">Does something on a thread of its own; the reader continues there, not on that of the one who sets the signal.</param>
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

    /// <summary>Ends with the next signal, or at once if there was one since the last wait ended.</summary>
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
