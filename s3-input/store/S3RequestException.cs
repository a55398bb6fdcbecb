using System.Net;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>A response is not the expected one, or there is no response.</summary>
internal sealed class S3RequestException : Exception
{
    private static readonly string[] OfClock = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"];

    private S3RequestException(string reason)
        : base(reason) { }

    /// <summary>The HTTP status; the default value if there is no response.</summary>
    public HttpStatusCode Status { get; private init; }

    /// <summary>The code of the error document; null if there is none.</summary>
    public string? Code { get; private init; }

    /// <summary>The server's time; null if the response has no Date header.</summary>
    public DateTimeOffset? Date { get; private init; }

    /// <summary>
    /// How long to wait before a retry, as requested by the server; null if it does not request a wait.
    /// </summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>True if the response is another version of the object than the requested one.</summary>
    public bool IsOtherVersion { get; init; }

    public bool IsThrottle => AwsNames.IsThrottle(Status, Code);

    public bool IsTemporary => Status == default || AwsNames.IsTemporary(Status, Code);

    /// <summary>True if the bucket is in another Region.</summary>
    public bool IsElsewhere => Status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.MovedPermanently;

    /// <summary>True if S3 does not accept the time of the signature.</summary>
    public bool IsClockError => OfClock.Contains(Code);

    public static S3RequestException FromNetwork(Exception exception) => new(AwsErrors.ReasonOf(exception));

    /// <summary>Creates the exception for a response whose body was received or is not needed.</summary>
    public static S3RequestException Of(
        HttpResponseMessage answer,
        string reason,
        string? code = null,
        bool isOtherVersion = false
    ) =>
        new(reason)
        {
            Status = answer.StatusCode,
            Code = code,
            Date = answer.Headers.Date,
            RetryAfter = RetryAfterOf(answer),
            IsOtherVersion = isOtherVersion,
        };

    /// <summary>Creates the exception for an unexpected status, with the code from the error document.</summary>
    public static async Task<S3RequestException> FromStatusAsync(
        HttpResponseMessage answer,
        Limits limits,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (answer.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
        {
            throw NetworkErrors.ProxyDenied(answer.RequestMessage!.RequestUri!);
        }

        var body = await BoundedBody.ReadAsync(
            answer.Content,
            Limits.ErrorBytes,
            limits.BodyIdleTimeout,
            time,
            cancellationToken
        );
        var code = body is null ? null : ListingReader.ErrorCodeIn(new MemoryStream(body));
        return Of(answer, "the response is an error", code);
    }

    /// <summary>Milliseconds in the header of AWS services, otherwise seconds in the standard HTTP header.</summary>
    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-amz-retry-after", out var values)
        && int.TryParse(values.First(), out var milliseconds)
        && milliseconds >= 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : answer.Headers.RetryAfter?.Delta;
}
