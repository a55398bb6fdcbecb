namespace InputSdk.S3.Store;

/// <summary>A time limit for a call, combined with the cancellation token of the caller.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;

    /// <param name="length">The time limit.</param>
    /// <param name="time">Measures the time.</param>
    /// <param name="cancellationToken">The cancellation token of the caller.</param>
    public Deadline(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        _caller = cancellationToken;
        _timeout = new CancellationTokenSource(length, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    /// <summary>Canceled when the time limit is reached or the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>True if the time limit was reached and the caller did not cancel.</summary>
    public bool IsOver => _timeout.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
