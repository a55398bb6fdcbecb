namespace InputHost.Serve;

/// <summary>Tells whoever waits that something changed; not what, since what is there now is what counts.</summary>
internal sealed class Changes
{
    private TaskCompletionSource _next = New();

    /// <summary>Told of the same.</summary>
    public Changes? Also { get; set; }

    public void Tell()
    {
        Interlocked.Exchange(ref _next, New()).SetResult();
        Also?.Tell();
    }

    /// <summary>Ends with the next change; taken before what is there is looked at, so that none is missed.</summary>
    public Task NextAsync() => Volatile.Read(ref _next).Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
