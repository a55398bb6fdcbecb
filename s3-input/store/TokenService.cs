using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3;

/// <summary>
/// Asks for a role with the platform's own credentials. To find those is a step of its own: it may run a
/// program, read a file or ask a server, and none of these faults is the token service's.
/// </summary>
/// <param name="request">What is asked for.</param>
/// <param name="findOwn">Finds where the platform's own credentials come from.</param>
/// <param name="open">Makes a client that signs with them.</param>
/// <param name="errors">Words what fails.</param>
/// <param name="time">Measures how long an answer takes.</param>
/// <param name="limits">The bounds.</param>
internal sealed class TokenService(
    AssumeRoleRequest request,
    Func<AWSCredentials> findOwn,
    Func<AWSCredentials, AmazonSecurityTokenServiceClient> open,
    RoleErrors errors,
    TimeProvider time,
    Limits limits
)
{
    private AWSCredentials? _own;
    private int _requests;

    /// <summary>Requests made to the token service.</summary>
    public int Requests => _requests;

    /// <summary>Keys of a new session. Never concurrent.</summary>
    public async Task<ImmutableCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        var own = await OwnAsync(cancellationToken);
        using var client = open(
            own.UseToken
                ? new SessionAWSCredentials(own.AccessKey, own.SecretKey, own.Token)
                : new BasicAWSCredentials(own.AccessKey, own.SecretKey)
        );
        Interlocked.Increment(ref _requests);
        using var deadline = new Deadline(limits.RequestTime, time, cancellationToken);
        try
        {
            var answer = await errors.Translate(
                () => client.AssumeRoleAsync(request, deadline.Token),
                () => WhoAmIAsync(client, cancellationToken, deadline.Token)
            );
            return
                answer
                    is {
                        Credentials:
                        { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 } keys
                    }
                ? new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken)
                : throw errors.NoSession("the answer holds no session");
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw errors.NoSession($"there was no answer within {limits.RequestTime.TotalSeconds:0} s");
        }
    }

    private async Task<ImmutableCredentials> OwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            _own ??= findOwn();
            return await _own.GetCredentialsAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw errors.NoHostCredentials(e);
        }
    }

    /// <summary>Whom the role's trust policy has to name; anyone may ask that of himself.</summary>
    private async Task<string?> WhoAmIAsync(
        AmazonSecurityTokenServiceClient client,
        CancellationToken caller,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Interlocked.Increment(ref _requests);
            return (await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken)).Arn;
        }
        catch (Exception e)
            when (errors.IsOfService(e) || (e is OperationCanceledException && !caller.IsCancellationRequested))
        {
            // Only a detail of the remedy: servers that are not AWS often do not know the call.
            return null;
        }
    }
}
