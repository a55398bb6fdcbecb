using System.Net;
using System.Xml;
using Amazon.Runtime;

namespace InputSdk.S3;

/// <summary>
/// The one place that knows the exceptions of the AWS SDK. Their texts and bodies stay here: the
/// answer to a wrong signature quotes the key. They are looked at for words of AWS's own only.
/// </summary>
internal sealed class AwsErrors(S3Config config, InputDefinition definition)
{
    /// <summary>Runs a call of the SDK, and turns what it throws into an error of the contract.</summary>
    /// <param name="action">The call as AWS names it, such as <c>s3:GetObject</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="version">The object that it is about, if it is about one.</param>
    public async Task<T> Translate<T>(string action, Func<Task<T>> call, ObjectVersion? version = null)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Translated(e, version) is { } translated)
        {
            throw translated is InputException { Error.Call: null } error
                ? new InputException(error.Error with { Call = action })
                : translated;
        }
    }

    public InputException OfBody(ObjectVersion version, string found) =>
        Errors.Of(ErrorCode.BodyFailed, $"{Place(version)}: {found}.");

    /// <summary>The object may be got, and not decrypted.</summary>
    /// <param name="version">The object.</param>
    /// <param name="keyArn">The key it is encrypted with; null when S3 does not say.</param>
    public InputException DecryptDenied(ObjectVersion version, string? keyArn)
    {
        // What the server calls a key is repeated only where it is an ARN of one.
        var key = keyArn is not null && AwsNames.IsKeyArn(keyArn) ? keyArn : null;
        return Denied(
            ErrorCode.DecryptDenied,
            $"{Place(version)} may be got and not decrypted.",
            "s3:GetObject",
            null,
            $"kms:Decrypt on {key ?? "the KMS key of the object"}",
            AddTo(isExplicit: false, "; the policy of the KMS key must allow it as well")
                + PolicyStatements.Decrypt(key ?? $"arn:{Partition}:kms:REGION:ACCOUNT:key/KEY")
        );
    }

    /// <summary>
    /// A listing goes on by a token, which another region does not know when the bucket moved in between.
    /// The next pass begins the listing anew.
    /// </summary>
    public InputException PageLost(AmazonServiceException e) =>
        new(
            Errors
                .Of(
                    ErrorCode.Unavailable,
                    $"{Place(null)}: S3 answered {AwsNames.AnswerOf(e)} when a listing was to go on, as it does when the bucket moved."
                )
                .Error with
            {
                Call = "s3:ListObjectsV2",
            }
        );

    /// <summary>Null for what is not the SDK's: cancellation above all passes as it is.</summary>
    public Exception? Translated(Exception exception, ObjectVersion? version) =>
        exception switch
        {
            InputException
            or ObjectUnreadableException
            or ObjectMissingException
            or OperationCanceledException { CancellationToken.IsCancellationRequested: true } => null,
            S3RequestException refusal => OfRefusal(refusal, version),
            AmazonServiceException service => OfService(service, version),
            AmazonClientException => OfClient(exception, version),
            TimeoutException => Errors.Of(
                ErrorCode.Unavailable,
                $"{Place(version)}: there was no complete answer from {Endpoints.NameForPeople} within {Limits.Default.RequestTime.TotalSeconds:0} s."
            ),
            HttpRequestException or IOException or OperationCanceledException => Errors.Of(
                ErrorCode.Unavailable,
                $"{Place(version)}: the connection to {Endpoints.NameForPeople} failed ({ReasonOf(exception)})."
            ),
            XmlException or FormatException => Errors.Of(
                ErrorCode.BadResponse,
                $"{Place(version)}: the answer is not what S3 answers ({exception.GetType().Name})."
            ),
            _ => null,
        };

    /// <summary>A name that is the framework's own, such as <c>NameResolutionError</c>.</summary>
    public static string ReasonOf(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
            ? http.HttpRequestError.ToString()
            : exception.GetType().Name;

    /// <summary>Whether the SDK could not parse an answer.</summary>
    public static bool IsOfReading(Exception exception) =>
        exception
            is AmazonUnmarshallingException
                or not (
                    AmazonServiceException
                    or AmazonClientException
                    or InputException
                    or HttpRequestException
                    or IOException
                    or TimeoutException
                    or OperationCanceledException
                );

    /// <summary>Sending the same request again may help.</summary>
    public static bool IsPassing(AmazonServiceException e) => AwsNames.IsPassing(e.StatusCode, e.ErrorCode);

    /// <summary>The SDK has no error to report of an answer that was refused.</summary>
    private Exception OfRefusal(S3RequestException e, ObjectVersion? version) =>
        e.IsOtherVersion ? new ObjectMissingException("S3 answered with another version")
        : e.Status is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed && version is not null
            ? new ObjectMissingException($"S3 answered {(int)e.Status}")
        : e.IsPassing && version is null
            ? Errors.Of(ErrorCode.Unavailable, $"{Place(null)}: S3 did not answer ({e.Message}).")
        : version is null
            ? Errors.Of(
                ErrorCode.BadResponse,
                $"{Place(null)}: the answer to a listing was refused: S3 answered {(int)e.Status}, and {e.Message}."
            )
        : e.Status == default
            ? Errors.Of(
                ErrorCode.Unavailable,
                $"{Place(version)}: the connection to {Endpoints.NameForPeople} failed ({e.Message})."
            )
        : OfBody(version, $"S3 answered {(int)e.Status}, and {e.Message}");

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
        var regionAt = definition.PointerTo(SettingKind.Region);
        return (e.ErrorCode, e.StatusCode) switch
        {
            ("InvalidObjectState", _) when version is not null => new ObjectUnreadableException(SkipReason.Archived),
            (_, HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed) when version is not null => Missing(e),
            ("NoSuchBucket", _) or (_, HttpStatusCode.NotFound) => NoBucket(),
            ("InvalidAccessKeyId", _) => Refused(ErrorCode.AccessKeyUnknown, SettingKind.AccessKey, e, version),
            ("SignatureDoesNotMatch", _) => Refused(ErrorCode.SecretKeyWrong, SettingKind.SecretKey, e, version),
            ("ExpiredToken" or "InvalidToken" or "ExpiredTokenException", _) => Refused(
                ErrorCode.TokenRefused,
                SettingKind.AccessKey,
                e,
                version
            ),
            ("RequestTimeTooSkewed", _) => Errors.Of(
                ErrorCode.ClockOff,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}."
            ),
            _ when IsRedirect(e) => Errors.Of(
                ErrorCode.WrongRegion,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}: the bucket is in another region, and none was named in which it is.",
                regionAt
            ),
            (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) => Forbidden(e, version),
            // S3 is there and lists, but this object cannot be had: an internal error after all retries.
            (_, HttpStatusCode.InternalServerError) when version is not null => OfBody(
                version,
                $"S3 answered {AwsNames.AnswerOf(e)}"
            ),
            // Of a key that is disabled or about to be deleted S3 passes on what KMS says, as 400; an object
            // that was stored with a customer's own key is an invalid request. Both are the object's matter.
            (var code, HttpStatusCode.BadRequest)
                when version is not null && code?.StartsWith("KMS.", StringComparison.Ordinal) == true => Errors.Of(
                ErrorCode.DecryptFailed,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}."
            ),
            ("InvalidRequest", HttpStatusCode.BadRequest) when version is not null => Errors.Of(
                ErrorCode.AccessDenied,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}, as it does of an object that was stored with a customer's own key."
            ),
            _ when e.StatusCode == default || IsPassing(e) => Errors.Of(
                ErrorCode.Unavailable,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}."
            ),
            (_, >= HttpStatusCode.OK and < HttpStatusCode.BadRequest) when version is null => Errors.Of(
                ErrorCode.BadResponse,
                $"{Place(null)}: S3 answered {AwsNames.AnswerOf(e)}."
            ),
            _ => Errors.Of(
                ErrorCode.Unexpected,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}, which was not expected."
            ),
        };
    }

    /// <summary>The bucket is elsewhere, or the request was signed for elsewhere.</summary>
    public static bool IsRedirect(AmazonServiceException e) =>
        e.ErrorCode is "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException"
        || e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect;

    /// <summary>S3 takes the session's token no more.</summary>
    public static bool IsTokenRefused(AmazonServiceException e) =>
        e.ErrorCode is "ExpiredToken" or "InvalidToken" or "ExpiredTokenException";

    /// <summary>The object that was asked for is not there, as this answer says.</summary>
    public static ObjectMissingException Missing(AmazonServiceException e) =>
        new($"S3 answered {AwsNames.AnswerOf(e)}");

    /// <summary>A listing was answered as if there were no bucket, which HeadBucket does not confirm.</summary>
    public InputException NotOfBucket(AmazonServiceException e) =>
        new(
            Errors
                .Of(
                    ErrorCode.BadResponse,
                    $"{Place(null)}: a listing was answered {AwsNames.AnswerOf(e)}, but HeadBucket does not confirm that the bucket is missing."
                )
                .Error with
            {
                Call = "s3:ListObjectsV2",
            }
        );

    public InputException NoBucket()
    {
        var elsewhere =
            config.IsOfUnknownPartition && Endpoints.S3 is null
                ? " Buckets in China and in GovCloud are found only when the region is set."
                : "";
        var error = Errors
            .Of(
                ErrorCode.BucketNotFound,
                $"There is no bucket s3://{config.Bucket} at {Endpoints.NameForPeople}.{elsewhere}",
                definition.PointerTo(SettingKind.Bucket)
            )
            .Error;
        return new InputException(error with { Call = "s3:HeadBucket" });
    }

    private InputException Refused(ErrorCode code, SettingKind at, AmazonServiceException e, ObjectVersion? version) =>
        Errors.Of(
            code,
            $"{Place(version)}: the credentials were not accepted, S3 answered {AwsNames.AnswerOf(e)}.",
            definition.PointerTo(config.Keys is null ? SettingKind.RoleArn : at)
        );

    private InputException Forbidden(AmazonServiceException e, ObjectVersion? version)
    {
        // Keys and tokens pass; what else S3 forbids with another word is no missing right.
        if (e.ErrorCode is not (null or "" or "AccessDenied" or "Forbidden"))
        {
            return Errors.Of(
                ErrorCode.AccessDenied,
                $"{Place(version)}: S3 answered {AwsNames.AnswerOf(e)}.",
                definition.PointerTo(SettingKind.Bucket)
            );
        }

        if (version is not null && e.Message.Contains("kms:Decrypt", StringComparison.Ordinal))
        {
            return DecryptDenied(version, keyArn: null);
        }

        var isExplicit = e.Message.Contains("explicit deny", StringComparison.Ordinal);
        return version is null
            ? Denied(
                ErrorCode.ListDenied,
                $"{Place(null)} may not be listed: S3 answered {AwsNames.AnswerOf(e)}.",
                "s3:ListObjectsV2",
                definition.PointerTo(SettingKind.Bucket),
                $"s3:ListBucket on arn:{Partition}:s3:::{config.Bucket}",
                AddTo(isExplicit, "") + PolicyStatements.List(Partition, config.Bucket)
            )
            : Denied(
                ErrorCode.GetDenied,
                $"{Place(version)} may not be got: S3 answered {AwsNames.AnswerOf(e)}.",
                "s3:GetObject",
                null,
                $"s3:GetObject on arn:{Partition}:s3:::{config.Bucket}/{version.Key}",
                AddTo(isExplicit, "") + PolicyStatements.Get(Partition, config.Bucket)
            );
    }

    private string AddTo(bool isExplicit, string besides)
    {
        var reader = config.RoleArn is { } role ? $"the role {role}" : "the user that the access key belongs to";
        return isExplicit
            ? $"A policy denies it explicitly, which no other statement outweighs: take it out there. What {reader} needs is\n"
            : $"Add this statement to the policy of {reader}; where the bucket is another account's, to the bucket's policy too{besides}:\n";
    }

    private static InputException Denied(
        ErrorCode code,
        string message,
        string call,
        string? pointer,
        string permission,
        string remedy
    ) => new(Errors.Of(code, message, pointer).Error with { Call = call, Permission = permission, Remedy = remedy });

    private string Partition => config.Partition;

    private string Place(ObjectVersion? version) => $"s3://{config.Bucket}{(version is null ? "" : "/" + version.Key)}";
}
