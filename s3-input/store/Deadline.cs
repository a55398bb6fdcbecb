namespace InputSdk.S3;

/// <summary>The time that a call may take.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    /// <param name="length">How long it may take.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">The caller's own wish to end it.</param>
    public Deadline(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        _caller = cancellationToken;
        _late = new CancellationTokenSource(length, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _late.Token);
    }

    /// <summary>Ends the call.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time is over, and the caller did not end it.</summary>
    public bool IsOver => _late.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
