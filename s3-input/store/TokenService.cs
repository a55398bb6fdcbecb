using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using InputSdk.S3.Configuration;

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
    // The name is not worth a longer wait: a connection test has 15 seconds.
    private static readonly TimeSpan IdentityTime = TimeSpan.FromSeconds(3);

    private AWSCredentials? _own;
    private int _requests;

    /// <summary>
    /// Requests for sessions. Those for the name of the identity do not count, so that a connection test with a role
    /// finds as much as one with an access key.
    /// </summary>
    public int Requests => _requests;

    /// <summary>Gets the keys of a new session. Never called concurrently.</summary>
    public async Task<ImmutableCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        using var client = await ClientAsync(cancellationToken);
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

    /// <summary>
    /// The ARN of the platform's own identity; null if it cannot be determined, because it is only informative. Never
    /// called concurrently with another method.
    /// </summary>
    public async Task<string?> HostIdentityAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(IdentityTime, time, cancellationToken);
        try
        {
            using var client = await ClientAsync(deadline.Token);
            return await WhoAmIAsync(client, cancellationToken, deadline.Token);
        }
        catch (InputException)
        {
            return null;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return null;
        }
    }

    private async Task<AmazonSecurityTokenServiceClient> ClientAsync(CancellationToken cancellationToken)
    {
        var own = await PlatformCredentialsAsync(cancellationToken);
        return open(
            own.UseToken
                ? new SessionAWSCredentials(own.AccessKey, own.SecretKey, own.Token)
                : new BasicAWSCredentials(own.AccessKey, own.SecretKey)
        );
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
    /// The identity that the role's trust policy must name. GetCallerIdentity requires no permission. An ARN that does
    /// not have the format of one is not returned, because it is shown and copied.
    /// </summary>
    private async Task<string?> WhoAmIAsync(
        AmazonSecurityTokenServiceClient client,
        CancellationToken caller,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return answer.Arn is { } arn && AwsNames.IsIdentityArn(arn) ? arn : null;
        }
        catch (Exception e)
            when (errors.IsOfService(e) || (e is OperationCanceledException && !caller.IsCancellationRequested))
        {
            // The ARN is optional in messages. Servers other than AWS often do not implement the call.
            return null;
        }
    }
}
