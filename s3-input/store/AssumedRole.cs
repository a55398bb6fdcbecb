using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3;

/// <summary>
/// The credentials of a role. A session lasts an hour and is renewed a quarter of an hour before it
/// ends; while the token service cannot renew it, the session is used to its end and the service
/// asked again once a minute. Lengths of time are measured here and not read off two machines' clocks.
/// </summary>
internal sealed class AssumedRole(
    AmazonSecurityTokenServiceClient sts, AssumeRoleRequest request, AwsErrors errors, TimeProvider time) : AWSCredentials, IDisposable
{
    // The least that AWS lets an administrator set as a role's longest session, and all that a role
    // assumed by a role ever gets: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _renewing = new(1);
    private Session? _session;
    private int _requests;

    /// <summary>Requests made to the token service.</summary>
    public int Requests => _requests;

    /// <summary>What a call was signed with, to be given to <see cref="Drop"/> if it was refused.</summary>
    public object? Current => Volatile.Read(ref _session)?.Keys;

    /// <summary>Drops a session that S3 takes no more, unless another call has done so already.</summary>
    public void Drop(object? refused)
    {
        var session = Volatile.Read(ref _session);
        if (session is not null && ReferenceEquals(session.Keys, refused))
        {
            Interlocked.CompareExchange(ref _session, null, session);
        }
    }

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (Volatile.Read(ref _session) is { } session && time.GetElapsedTime(session.Begun) < Lifetime)
        {
            if (time.GetElapsedTime(session.RenewAt) < TimeSpan.Zero || !await _renewing.WaitAsync(0))
            {
                return session.Keys;
            }

            return await RenewedAsync(session);
        }

        await _renewing.WaitAsync();
        return Volatile.Read(ref _session) is { } other && time.GetElapsedTime(other.Begun) < Lifetime
            ? Released(other.Keys)
            : await RenewedAsync(null);
    }

    public void Dispose()
    {
        sts.Dispose();
        _renewing.Dispose();
    }

    /// <summary>Called by who holds the gate; the session before it serves while there is no other.</summary>
    private async Task<ImmutableCredentials> RenewedAsync(Session? before)
    {
        try
        {
            var begun = time.GetTimestamp();
            Interlocked.Increment(ref _requests);
            var answer = await errors.TranslateRole(() => sts.AssumeRoleAsync(request), WhoAmIAsync);
            var keys = new ImmutableCredentials(
                answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken);
            Volatile.Write(ref _session, new Session(keys, begun, After(begun, Lifetime - RenewBefore)));
            return keys;
        }
        catch (InputException) when (before is not null)
        {
            Volatile.Write(ref _session, before with { RenewAt = After(time.GetTimestamp(), AskAgain) });
            return before.Keys;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Whom the role's trust policy has to name; anyone may ask that of himself.</summary>
    private async Task<string?> WhoAmIAsync()
    {
        try
        {
            Interlocked.Increment(ref _requests);
            return (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn;
        }
        catch (Exception e) when (errors.Translated(e, version: null) is not null)
        {
            // Only a detail of the remedy: servers that are not AWS often do not know the call.
            return null;
        }
    }

    private ImmutableCredentials Released(ImmutableCredentials keys)
    {
        _renewing.Release();
        return keys;
    }

    private long After(long timestamp, TimeSpan span) => timestamp + (long)(span.TotalSeconds * time.TimestampFrequency);

    private sealed record Session(ImmutableCredentials Keys, long Begun, long RenewAt);
}
