using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace InputSdk.S3;

/// <summary>
/// The one place that knows the exceptions of the AWS SDK. Their texts and bodies stay here: the
/// answer to a wrong signature quotes the key.
/// </summary>
internal sealed class AwsErrors(S3Config config, InputDefinition definition)
{
    /// <summary>Runs a call of the SDK, and turns what it throws into an error of the contract.</summary>
    public async Task<T> Translate<T>(Func<Task<T>> call, ObjectVersion? version = null)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Translated(e, version) is { } translated)
        {
            throw translated;
        }
    }

    public async Task<T> TranslateRole<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonSecurityTokenServiceException e) when ((int)e.StatusCode is >= 400 and < 500 && !IsThrottle(e))
        {
            throw Errors.Of(ErrorCode.RoleDenied, $"The role {config.RoleArn} cannot be assumed: STS answered {Answer(e)}.",
                definition.PointerTo(SettingKind.RoleArn));
        }
        catch (Exception e) when (Translated(e, version: null) is { } translated)
        {
            throw translated;
        }
    }

    public T TranslateHostCredentials<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (AmazonClientException)
        {
            throw Errors.Of(ErrorCode.NoHostCredentials,
                $"No AWS credentials were found to assume the role {config.RoleArn} with.",
                definition.PointerTo(SettingKind.RoleArn));
        }
    }

    public InputException WrongRegion(string found) => Errors.Of(ErrorCode.WrongRegion,
        $"s3://{config.Bucket} is in the region {found}, the settings say {config.Region}.",
        definition.PointerTo(SettingKind.Region));

    public InputException OfBody(ObjectVersion version, string found) =>
        Errors.Of(ErrorCode.BodyFailed, $"{Place(version)}: {found}.");

    /// <summary>Null for what is not the SDK's: cancellation above all passes as it is.</summary>
    public Exception? Translated(Exception exception, ObjectVersion? version) => exception switch
    {
        InputException or ObjectUnreadableException or OperationCanceledException { CancellationToken.IsCancellationRequested: true } => null,
        AmazonServiceException service => OfService(service, version),
        AmazonClientException => OfClient(exception, version),
        HttpRequestException or IOException or TimeoutException or OperationCanceledException => Errors.Of(ErrorCode.Unavailable,
            $"{Place(version)}: the connection failed ({exception.GetType().Name})."),
        XmlException or FormatException => Errors.Of(ErrorCode.BadResponse,
            $"{Place(version)}: the answer is not what S3 answers ({exception.GetType().Name})."),
        _ => null,
    };

    private Exception OfClient(Exception exception, ObjectVersion? version)
    {
        // Credentials are fetched within a call, so an error of the role arrives wrapped.
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is InputException error)
            {
                return error;
            }
        }

        return Errors.Of(ErrorCode.Unavailable, $"{Place(version)}: the request failed ({exception.GetType().Name}).");
    }

    private Exception OfService(AmazonServiceException e, ObjectVersion? version)
    {
        var bucketAt = definition.PointerTo(SettingKind.Bucket);
        return (e.ErrorCode, e.StatusCode) switch
        {
            ("InvalidObjectState", _) when version is not null => new ObjectUnreadableException(SkipReason.Archived),
            ("NoSuchKey", _) or ("PreconditionFailed", _) or (_, HttpStatusCode.PreconditionFailed) when version is not null =>
                new ObjectUnreadableException(SkipReason.Gone),
            ("NoSuchBucket", _) or (_, HttpStatusCode.NotFound) => Errors.Of(ErrorCode.BucketNotFound,
                $"There is no bucket s3://{config.Bucket} at {AwsClients.EndpointName}.", bucketAt),
            ("InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" or "ExpiredTokenException", _) =>
                Errors.Of(ErrorCode.BadCredentials, $"{Place(version)}: the credentials were not accepted, S3 answered {Answer(e)}.", CredentialsAt),
            ("RequestTimeTooSkewed", _) => Errors.Of(ErrorCode.ClockOff, $"{Place(version)}: S3 answered {Answer(e)}."),
            ("PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException", _) or (_, HttpStatusCode.MovedPermanently) =>
                Errors.Of(ErrorCode.WrongRegion, $"{Place(version)}: S3 answered {Answer(e)}: the bucket is in another region.",
                    definition.PointerTo(SettingKind.Region)),
            (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) =>
                Errors.Of(ErrorCode.AccessDenied, $"{Place(version)}: S3 answered {Answer(e)}.", version is null ? bucketAt : null),
            // S3 is there and lists, but this object cannot be had: an internal error after all retries.
            (_, HttpStatusCode.InternalServerError) when version is not null => OfBody(version, $"S3 answered {Answer(e)}"),
            // Of a key that is disabled or about to be deleted S3 passes on what KMS says, as 400; an object
            // that was stored with a customer's own key is an invalid request. Both are the object's matter.
            (_, HttpStatusCode.BadRequest) when version is not null && IsOfEncryption(e.ErrorCode) =>
                Errors.Of(ErrorCode.AccessDenied, $"{Place(version)}: S3 answered {Answer(e)}."),
            _ when (int)e.StatusCode is >= 500 or 0 || IsThrottle(e) =>
                Errors.Of(ErrorCode.Unavailable, $"{Place(version)}: S3 answered {Answer(e)}."),
            _ => Errors.Of(ErrorCode.Unexpected, $"{Place(version)}: S3 answered {Answer(e)}, which was not expected."),
        };
    }

    private string CredentialsAt =>
        definition.PointerTo(config.Keys is null ? SettingKind.RoleArn : SettingKind.AccessKey);

    private static bool IsOfEncryption(string? code) =>
        code == "InvalidRequest" || code?.StartsWith("KMS.", StringComparison.Ordinal) == true;

    private static bool IsThrottle(AmazonServiceException e) =>
        e.StatusCode == HttpStatusCode.TooManyRequests || e.ErrorCode is "SlowDown" or "Throttling" or "RequestTimeout" or "RequestLimitExceeded";

    /// <summary>An error code is a word; anything else that a server puts there is not repeated.</summary>
    private static string Answer(AmazonServiceException e) =>
        e.ErrorCode is { Length: > 0 and <= 64 } code && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.')
            ? $"{(int)e.StatusCode} {code}"
            : $"{(int)e.StatusCode}";

    private string Place(ObjectVersion? version) => $"s3://{config.Bucket}{(version is null ? "" : "/" + version.Key)}";
}
