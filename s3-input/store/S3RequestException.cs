using System.Net;

namespace InputSdk.S3;

/// <summary>An answer is not the one that was expected, or none came.</summary>
internal sealed class S3RequestException : Exception
{
    private static readonly string[] OfClock = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"];

    private S3RequestException(string reason)
        : base(reason) { }

    /// <summary>The HTTP status; none when no answer came.</summary>
    public HttpStatusCode Status { get; private init; }

    /// <summary>The code of the error document; null when there is none.</summary>
    public string? Code { get; private init; }

    /// <summary>The server's time; null when the answer has none.</summary>
    public DateTimeOffset? Date { get; private init; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>It is another version of the object than the one that was asked for.</summary>
    public bool IsOtherVersion { get; init; }

    public bool IsThrottle => AwsNames.IsThrottle(Status, Code);

    public bool IsPassing => Status == default || AwsNames.IsPassing(Status, Code);

    /// <summary>The bucket is in another Region.</summary>
    public bool IsElsewhere => Status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.MovedPermanently;

    /// <summary>S3 does not accept the time of the signature.</summary>
    public bool IsOfClock => OfClock.Contains(Code);

    public static S3RequestException OfNetwork(Exception exception) => new(AwsErrors.ReasonOf(exception));

    /// <summary>An answer whose body was received, or of which nothing needs to be known.</summary>
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

    /// <summary>An answer with another status than expected; its error document is looked at for the code.</summary>
    public static async Task<S3RequestException> OfStatusAsync(
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
            limits.BodyIdle,
            time,
            cancellationToken
        );
        return Of(answer, "it is an error", body is null ? null : ListingReader.ErrorCodeIn(new MemoryStream(body)));
    }

    /// <summary>Milliseconds as AWS's services write them, else seconds as HTTP has it.</summary>
    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-amz-retry-after", out var values)
        && int.TryParse(values.First(), out var milliseconds)
        && milliseconds >= 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : answer.Headers.RetryAfter?.Delta;
}
