using Amazon.Runtime;

namespace InputSdk.S3.Store;

/// <summary>
/// The credentials of a role. A session lasts one hour and is renewed 15 minutes before it ends. If the renewal fails,
/// the session is used until it ends, and the renewal is retried once a minute. Concurrent calls share one request for
/// a session and its result. Durations are measured on this machine, not calculated from the clocks of two machines.
/// </summary>
internal sealed class AssumedRole : AWSCredentials, IDisposable
{
    // The lowest value that AWS allows for the maximum session duration of a role, and the maximum if a role is assumed
    // by a role: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    // Calls that started together arrive slightly apart. A later run has its own store.
    private static readonly TimeSpan FailureReuse = TimeSpan.FromSeconds(5);

    private readonly TokenService _service;
    private readonly TimeProvider _time;
    private readonly Lock _access = new();
    private readonly CancellationTokenSource _life = new();
    private readonly CancellationToken _ended;
    private Session? _session;
    private Task<ImmutableCredentials>? _renewal;
    private (Exception Error, long At)? _failure;

    public AssumedRole(TokenService service, TimeProvider time)
    {
        _service = service;
        _time = time;
        _ended = _life.Token;
    }

    /// <summary>Requests made to the token service.</summary>
    public int Requests => _service.Requests;

    /// <summary>The ARN of the identity that assumes the role; null if it is unknown.</summary>
    public Task<string?> HostIdentityAsync(CancellationToken cancellationToken) =>
        _service.HostIdentityAsync(cancellationToken);

    /// <summary>The keys of the current session, to be passed to <see cref="Drop"/> if S3 rejects them.</summary>
    public object? Current => Volatile.Read(ref _session)?.Keys;

    /// <summary>Drops a session that S3 no longer accepts, unless another call already dropped it.</summary>
    public void Drop(object? refused)
    {
        lock (_access)
        {
            if (refused is not null && ReferenceEquals(_session?.Keys, refused))
            {
                _session = null;
            }
        }
    }

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <summary>The SDK passes no cancellation token. Calls that have one await <see cref="GetAsync"/> first.</summary>
    public override Task<ImmutableCredentials> GetCredentialsAsync() => GetAsync(_ended);

    /// <summary>Gets the keys to sign with.</summary>
    /// <param name="cancellationToken">Cancels the wait of this call. The request continues for other calls.</param>
    public Task<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        lock (_access)
        {
            if (
                ActiveSession is { } session
                && (_renewal is not null || _time.GetElapsedTime(session.RenewAt) < TimeSpan.Zero)
            )
            {
                return Task.FromResult(session.Keys);
            }

            if (
                ActiveSession is null
                && _renewal is null
                && _failure is var (error, at)
                && _time.GetElapsedTime(at) < FailureReuse
            )
            {
                return Task.FromException<ImmutableCredentials>(error);
            }

            // The search for the platform's credentials can block the thread.
            _renewal ??= Task.Run(RenewedAsync, _ended);
            return _renewal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Cancels pending requests.</summary>
    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
    }

    private Session? ActiveSession =>
        _session is { } session && _time.GetElapsedTime(session.Started) < Lifetime ? session : null;

    private async Task<ImmutableCredentials> RenewedAsync()
    {
        try
        {
            var started = _time.GetTimestamp();
            var keys = await _service.AssumeAsync(_ended);
            lock (_access)
            {
                (_session, _renewal, _failure) = (
                    new Session(keys, started, After(started, Lifetime - RenewBefore)),
                    null,
                    null
                );
            }

            return keys;
        }
        catch (Exception e) when (!_ended.IsCancellationRequested)
        {
            lock (_access)
            {
                _renewal = null;
                if (ActiveSession is { } before)
                {
                    _session = before with { RenewAt = After(_time.GetTimestamp(), RetryAfter) };
                    return before.Keys;
                }

                _failure = (e, _time.GetTimestamp());
            }

            throw;
        }
    }

    private long After(long timestamp, TimeSpan span) =>
        timestamp + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed record Session(ImmutableCredentials Keys, long Started, long RenewAt);
}
