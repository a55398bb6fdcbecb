using Amazon.Runtime;

namespace InputSdk.S3;

/// <summary>
/// The credentials of a role. A session lasts an hour and is renewed a quarter of an hour before it
/// ends; while it cannot be renewed, it is used to its end and asked for again once a minute. However many
/// calls need a session, it is asked for once, and what comes of that counts for all. Lengths of time are
/// measured here and not read off two machines' clocks.
/// </summary>
internal sealed class AssumedRole : AWSCredentials, IDisposable
{
    // The least that AWS lets an administrator set as a role's longest session, and all that a role
    // assumed by a role ever gets: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    // Calls that began together come a little apart; a run that comes later has a store of its own.
    private static readonly TimeSpan FailureCounts = TimeSpan.FromSeconds(5);

    private readonly TokenService _service;
    private readonly TimeProvider _time;
    private readonly Lock _access = new();
    private readonly CancellationTokenSource _life = new();
    private readonly CancellationToken _ended;
    private Session? _session;
    private Task<ImmutableCredentials>? _asking;
    private (Exception Error, long At)? _failure;

    public AssumedRole(TokenService service, TimeProvider time)
    {
        _service = service;
        _time = time;
        _ended = _life.Token;
    }

    /// <summary>Requests made to the token service.</summary>
    public int Requests => _service.Requests;

    /// <summary>What a call was signed with, to be given to <see cref="Drop"/> if it was refused.</summary>
    public object? Current => Volatile.Read(ref _session)?.Keys;

    /// <summary>Drops a session that S3 takes no more, unless another call has done so already.</summary>
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

    /// <summary>The SDK passes no token here: a call that has one waits by <see cref="GetAsync"/> first.</summary>
    public override Task<ImmutableCredentials> GetCredentialsAsync() => GetAsync(_ended);

    /// <summary>Keys to sign with.</summary>
    /// <param name="cancellationToken">Ends the wait of this call. The session is still asked for, for the others.</param>
    public Task<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        lock (_access)
        {
            if (
                Serving is { } session
                && (_asking is not null || _time.GetElapsedTime(session.RenewAt) < TimeSpan.Zero)
            )
            {
                return Task.FromResult(session.Keys);
            }

            if (
                Serving is null
                && _asking is null
                && _failure is var (error, at)
                && _time.GetElapsedTime(at) < FailureCounts
            )
            {
                return Task.FromException<ImmutableCredentials>(error);
            }

            // The platform's credentials may be looked for without ever giving up the thread.
            _asking ??= Task.Run(RenewedAsync, _ended);
            return _asking.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
    }

    private Session? Serving =>
        _session is { } session && _time.GetElapsedTime(session.Begun) < Lifetime ? session : null;

    private async Task<ImmutableCredentials> RenewedAsync()
    {
        try
        {
            var begun = _time.GetTimestamp();
            var keys = await _service.AssumeAsync(_ended);
            lock (_access)
            {
                (_session, _asking, _failure) = (
                    new Session(keys, begun, After(begun, Lifetime - RenewBefore)),
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
                _asking = null;
                if (Serving is { } before)
                {
                    _session = before with { RenewAt = After(_time.GetTimestamp(), AskAgain) };
                    return before.Keys;
                }

                _failure = (e, _time.GetTimestamp());
            }

            throw;
        }
    }

    private long After(long timestamp, TimeSpan span) =>
        timestamp + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed record Session(ImmutableCredentials Keys, long Begun, long RenewAt);
}
