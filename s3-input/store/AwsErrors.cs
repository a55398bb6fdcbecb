using System.Net;
using System.Xml;
using Amazon.Runtime;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Store;

/// <summary>
/// Translates the exceptions of the AWS SDK into errors of the contract. The texts and bodies of the exceptions are
/// never shown, because the response to a wrong signature quotes the key. They are only searched for constants of AWS.
/// </summary>
internal sealed class AwsErrors(S3Config config, InputDefinition definition)
{
    /// <summary>Runs a call of the SDK, and translates its exceptions into errors of the contract.</summary>
    /// <param name="action">The IAM action of the call, such as <c>s3:GetObject</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="version">The object of the call; null for calls on the bucket.</param>
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
        Errors.Of(ErrorCode.BodyFailed, $"{Attempt(version)} failed: {found}.");

    /// <summary>The object can be read but not decrypted.</summary>
    /// <param name="version">The object.</param>
    /// <param name="keyArn">The KMS key that encrypts the object; null if S3 does not report it.</param>
    public InputException DecryptDenied(ObjectVersion version, string? keyArn)
    {
        // The key that the server reports is shown only if it is the ARN of a KMS key.
        var key = keyArn is not null && AwsNames.IsKeyArn(keyArn) ? keyArn : null;
        return Denied(
            ErrorCode.DecryptDenied,
            $"{DisplayName(version)} can be read but not decrypted (kms:Decrypt was denied).",
            "s3:GetObject",
            null,
            $"kms:Decrypt on {key ?? "the KMS key of the object"}",
            StatementRemedy(isExplicit: false, " The policy of the KMS key must also allow it.")
                + PolicyStatements.Decrypt(key ?? $"arn:{Partition}:kms:REGION:ACCOUNT:key/KEY")
        );
    }

    /// <summary>
    /// A continuation token was rejected: if the bucket moves during a listing, the new Region does not know the token.
    /// The next pass starts the listing again.
    /// </summary>
    public InputException ContinuationRejected(AmazonServiceException e) =>
        new(
            Errors
                .Of(
                    ErrorCode.Unavailable,
                    $"Continuing the listing of {DisplayName(null)} failed ({AwsNames.StatusAndCode(e)}). "
                        + "S3 returns this error if the bucket was moved to another Region."
                )
                .Error with
            {
                Call = "s3:ListObjectsV2",
            }
        );

    /// <summary>
    /// The error for an exception; null for cancellation and for exceptions that the SDK does not throw.
    /// </summary>
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
                $"{Attempt(version)} failed: there was no complete response from {Endpoints.DisplayName} "
                    + $"within {Limits.Default.RequestTime.TotalSeconds:0} s."
            ),
            HttpRequestException or IOException or OperationCanceledException => Errors.Of(
                ErrorCode.Unavailable,
                $"{Attempt(version)} failed: no connection to {Endpoints.DisplayName} ({ReasonOf(exception)})."
            ),
            XmlException or FormatException => Errors.Of(
                ErrorCode.BadResponse,
                $"{Attempt(version)} failed: the response is not a valid S3 response ({exception.GetType().Name})."
            ),
            _ => null,
        };

    /// <summary>The reason as a name that .NET defines, such as <c>NameResolutionError</c>.</summary>
    public static string ReasonOf(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
            ? http.HttpRequestError.ToString()
            : exception.GetType().Name;

    /// <summary>True if the SDK could not parse a response.</summary>
    public static bool IsParseFailure(Exception exception) =>
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

    /// <summary>True if a retry of the same request can succeed.</summary>
    public static bool IsTemporary(AmazonServiceException e) => AwsNames.IsTemporary(e.StatusCode, e.ErrorCode);

    /// <summary>The error for a response that was rejected, but for which the SDK reports no error.</summary>
    private Exception OfRefusal(S3RequestException e, ObjectVersion? version) =>
        e.IsOtherVersion ? new ObjectMissingException("S3 returned another version")
        : e.Status is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed && version is not null
            ? new ObjectMissingException($"S3 returned {(int)e.Status}")
        : e.IsTemporary && version is null ? Errors.Of(ErrorCode.Unavailable, $"{Attempt(null)} failed ({e.Message}).")
        : version is null
            ? Errors.Of(
                ErrorCode.BadResponse,
                $"The response to a listing of {DisplayName(null)} is not valid ({(int)e.Status}): {e.Message}."
            )
        : e.Status == default
            ? Errors.Of(
                ErrorCode.Unavailable,
                $"{Attempt(version)} failed: no connection to {Endpoints.DisplayName} ({e.Message})."
            )
        : OfBody(version, $"S3 returned {(int)e.Status}: {e.Message}");

    private Exception OfClient(Exception exception, ObjectVersion? version)
    {
        // The SDK fetches credentials within a call and wraps the errors of the role.
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is InputException error)
            {
                return error;
            }
        }

        return Errors.Of(ErrorCode.Unavailable, $"{Attempt(version)} failed ({exception.GetType().Name}).");
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
                $"{Attempt(version)} was rejected ({AwsNames.StatusAndCode(e)})."
            ),
            _ when IsRedirect(e) => Errors.Of(
                ErrorCode.WrongRegion,
                $"{Attempt(version)} failed ({AwsNames.StatusAndCode(e)}): "
                    + "the bucket is in another Region, which the response does not name.",
                regionAt
            ),
            (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) => Forbidden(e, version),
            // S3 responds to other requests, but returns an internal error for this object after all retries.
            (_, HttpStatusCode.InternalServerError) when version is not null => OfBody(
                version,
                $"S3 returned {AwsNames.StatusAndCode(e)}"
            ),
            // If a KMS key is disabled or pending deletion, S3 returns the error of KMS with the status 400. For an
            // object that is encrypted with a customer-provided key, it returns InvalidRequest. Both concern only the
            // object.
            (var code, HttpStatusCode.BadRequest)
                when version is not null && code?.StartsWith("KMS.", StringComparison.Ordinal) == true => Errors.Of(
                ErrorCode.DecryptFailed,
                $"{Attempt(version)} failed ({AwsNames.StatusAndCode(e)})."
            ),
            ("InvalidRequest", HttpStatusCode.BadRequest) when version is not null => Errors.Of(
                ErrorCode.AccessDenied,
                $"{Attempt(version)} failed ({AwsNames.StatusAndCode(e)}). "
                    + "S3 returns this error for an object that is encrypted with a customer-provided key (SSE-C)."
            ),
            _ when e.StatusCode == default || IsTemporary(e) => Errors.Of(
                ErrorCode.Unavailable,
                $"{Attempt(version)} failed ({AwsNames.StatusAndCode(e)})."
            ),
            (_, >= HttpStatusCode.OK and < HttpStatusCode.BadRequest) when version is null => Errors.Of(
                ErrorCode.BadResponse,
                $"{Attempt(null)} failed: the response is not a valid S3 response ({AwsNames.StatusAndCode(e)})."
            ),
            _ => Errors.Of(
                ErrorCode.Unexpected,
                $"{Attempt(version)} failed with an unexpected error ({AwsNames.StatusAndCode(e)})."
            ),
        };
    }

    /// <summary>True if the bucket is in another Region, or the request was signed for another Region.</summary>
    public static bool IsRedirect(AmazonServiceException e) =>
        e.ErrorCode is "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException"
        || e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect;

    /// <summary>True if S3 no longer accepts the session token.</summary>
    public static bool IsTokenRefused(AmazonServiceException e) =>
        e.ErrorCode is "ExpiredToken" or "InvalidToken" or "ExpiredTokenException";

    /// <summary>The response says that the requested object does not exist.</summary>
    public static ObjectMissingException Missing(AmazonServiceException e) =>
        new($"S3 returned {AwsNames.StatusAndCode(e)}");

    /// <summary>
    /// The response to a listing says that the bucket is missing, but HeadBucket does not confirm it.
    /// </summary>
    public InputException UnconfirmedMissingBucket(AmazonServiceException e) =>
        new(
            Errors
                .Of(
                    ErrorCode.BadResponse,
                    $"Listing {DisplayName(null)} failed ({AwsNames.StatusAndCode(e)}), "
                        + "but HeadBucket does not confirm that the bucket is missing."
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
                ? " Buckets in China and in AWS GovCloud are found only if the Region is set."
                : "";
        var error = Errors
            .Of(
                ErrorCode.BucketNotFound,
                $"There is no bucket s3://{config.Bucket} at {Endpoints.DisplayName}.{elsewhere}",
                definition.PointerTo(SettingKind.Bucket)
            )
            .Error;
        return new InputException(error with { Call = "s3:HeadBucket" });
    }

    private InputException Refused(ErrorCode code, SettingKind at, AmazonServiceException e, ObjectVersion? version) =>
        Errors.Of(
            code,
            $"{Attempt(version)} failed: S3 did not accept the credentials ({AwsNames.StatusAndCode(e)}).",
            definition.PointerTo(config.Keys is null ? SettingKind.RoleArn : at)
        );

    private InputException Forbidden(AmazonServiceException e, ObjectVersion? version)
    {
        // The credentials are valid. Any other error code than these does not indicate a missing permission.
        if (e.ErrorCode is not (null or "" or "AccessDenied" or "Forbidden"))
        {
            return Errors.Of(
                ErrorCode.AccessDenied,
                $"{Attempt(version)} was denied ({AwsNames.StatusAndCode(e)}).",
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
                $"Listing {DisplayName(null)} was denied ({AwsNames.StatusAndCode(e)}).",
                "s3:ListObjectsV2",
                definition.PointerTo(SettingKind.Bucket),
                $"s3:ListBucket on arn:{Partition}:s3:::{config.Bucket}",
                StatementRemedy(isExplicit, "") + PolicyStatements.List(Partition, config.Bucket)
            )
            : Denied(
                ErrorCode.GetDenied,
                $"{Attempt(version)} was denied ({AwsNames.StatusAndCode(e)}).",
                "s3:GetObject",
                null,
                $"s3:GetObject on arn:{Partition}:s3:::{config.Bucket}/{version.Key}",
                StatementRemedy(isExplicit, "") + PolicyStatements.Get(Partition, config.Bucket)
            );
    }

    private string StatementRemedy(bool isExplicit, string besides)
    {
        var reader = config.RoleArn is { } role ? $"the role {role}" : "the user that owns the access key";
        return isExplicit
            ? "A policy denies the request explicitly, and no other statement overrides an explicit deny. "
                + $"Remove the deny. This statement is required for {reader}:\n"
            : $"Add this statement to the policy of {reader}. "
                + $"If another account owns the bucket, also add it to the bucket policy.{besides}\n";
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

    private string DisplayName(ObjectVersion? version) =>
        $"s3://{config.Bucket}{(version is null ? "" : "/" + version.Key)}";

    /// <summary>What failed, as the subject of a message.</summary>
    private string Attempt(ObjectVersion? version) =>
        version is null ? $"A request to {DisplayName(null)}" : $"Reading {DisplayName(version)}";
}
