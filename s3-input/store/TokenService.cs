using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace InputSdk.S3.Store;

/// <summary>
/// Assumes a role with the platform's own credentials. Finding these credentials is a separate step: it can run a
/// program, read a file or send a request to a server, and its errors are not errors of the token service.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="findOwn">Finds the source of the platform's own credentials.</param>
/// <param name="open">Creates a client that signs with these credentials.</param>
/// <param name="errors">Creates the errors.</param>
/// <param name="time">Measures the time of a request.</param>
/// <param name="limits">The limits of the engine.</param>
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

    /// <summary>Gets the keys of a new session. Never called concurrently.</summary>
    public async Task<ImmutableCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        var own = await PlatformCredentialsAsync(cancellationToken);
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
                : throw errors.NoSession("the response contains no session");
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw errors.NoSession($"there was no response within {limits.RequestTime.TotalSeconds:0} s");
        }
    }

    private async Task<ImmutableCredentials> PlatformCredentialsAsync(CancellationToken cancellationToken)
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

    /// <summary>
    /// The identity that the role's trust policy must name. GetCallerIdentity requires no permission.
    /// </summary>
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
            // The ARN is optional in the remedy. Servers other than AWS often do not implement the call.
            return null;
        }
    }
}
