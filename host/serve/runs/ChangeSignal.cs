namespace InputHost.Serve;

/// <summary>Tells whoever waits that something changed; not what, since what is there now is what counts.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Told of the same.</summary>
    public ChangeSignal? Parent { get; set; }

    public void Notify()
    {
        Interlocked.Exchange(ref _next, New()).SetResult();
        Parent?.Notify();
    }

    /// <summary>Ends with the next change; taken before what is there is looked at, so that none is missed.</summary>
    public Task NextAsync() => Volatile.Read(ref _next).Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
