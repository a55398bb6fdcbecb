namespace InputHost.Serve.Runs;

/// <summary>Signals that something changed, without details, because listeners read the current state.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>A signal that is notified of the same changes.</summary>
    public ChangeSignal? Parent { get; set; }

    public void Notify()
    {
        Interlocked.Exchange(ref _next, New()).SetResult();
        Parent?.Notify();
    }

    /// <summary>Completes with the next change. Call this method before you read the state.</summary>
    public Task NextAsync() => Volatile.Read(ref _next).Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
