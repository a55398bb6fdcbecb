using System.Security;
using System.Text;

namespace InputSdk.S3.Tests;

/// <summary>A token service on loopback that does not respond until the test allows it.</summary>
internal sealed class HangingTokenService : IAsyncDisposable
{
    /// <summary>A response with a session.</summary>
    public static readonly RawResponse Session = new()
    {
        Body = Encoding.UTF8.GetBytes(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>"
                + "<SecretAccessKey>session</SecretAccessKey><SessionToken>token</SessionToken><Expiration>"
                + "2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        ),
    };

    /// <summary>A response that names the caller.</summary>
    public static RawResponse Identity(string arn) =>
        new()
        {
            Body = Encoding.UTF8.GetBytes(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                    + $"<GetCallerIdentityResult><Arn>{SecurityElement.Escape(arn)}</Arn>"
                    + "<UserId>u</UserId><Account>210987654321</Account></GetCallerIdentityResult>"
                    + "</GetCallerIdentityResponse>"
            ),
        };

    private readonly TaskCompletionSource _isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RawHttp _http;
    private TaskCompletionSource<RawResponse> _answer = Held();
    private int _asked;

    public HangingTokenService() =>
        _http = new RawHttp(request =>
        {
            Interlocked.Increment(ref _asked);
            _isAsked.TrySetResult();
            return _answer.Task;
        });

    public Uri Endpoint => new(_http.Endpoint);

    public int Asked => _asked;

    /// <summary>Completes with the first request.</summary>
    public Task IsAsked => _isAsked.Task;

    /// <summary>Responds to each request from now on, by default with 503.</summary>
    public void Answer(RawResponse? answer = null) => _answer.TrySetResult(answer ?? new RawResponse { Status = 503 });

    /// <summary>Stops responding to requests.</summary>
    public void Hold() => _answer = Held();

    public async ValueTask DisposeAsync()
    {
        Answer();
        await _http.DisposeAsync();
    }

    private static TaskCompletionSource<RawResponse> Held() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
