namespace InputSdk.S3;

/// <summary>
/// An error with its stable code, its kind and its remedy. The manifest lists all errors, and docs/errors.md explains
/// them. Messages contain only constants, names and numbers, never the text of another library, which can contain a
/// secret.
/// </summary>
internal sealed record ErrorCode(string Code, ErrorKind Kind, string Help)
{
    /// <summary>The remedy of errors after which a run is repeated automatically.</summary>
    public const string NextRunResumes = "No action needed: the next run resumes from the last checkpoint.";

    public static readonly ErrorCode ConfigInvalid = new(
        "config.invalid",
        ErrorKind.Config,
        "Correct the settings that the message names."
    );

    public static readonly ErrorCode FormatUnknown = new(
        "config.format_unknown",
        ErrorKind.Config,
        "Choose one of the formats that the message names."
    );

    public static readonly ErrorCode TenantInvalid = new(
        "config.tenant_invalid",
        ErrorKind.Config,
        "Use a tenant of 2 to 1224 ASCII letters, digits and characters of _+=,.@:/-."
    );

    public static readonly ErrorCode BackfillEarlier = new(
        "config.backfill_earlier",
        ErrorKind.Config,
        "Start a full re-sync, or restore the previous backfill time."
    );

    public static readonly ErrorCode BackfillInFuture = new(
        "config.backfill_in_future",
        ErrorKind.Config,
        "Set the backfill time to a time in the past, or remove it."
    );

    public static readonly ErrorCode NoRoot = new(
        "config.prefix_without_logs",
        ErrorKind.Config,
        "Set the prefix to the folder that contains AWSLogs or the year folders."
    );

    public static readonly ErrorCode PrefixWithDate = new(
        "config.prefix_with_date",
        ErrorKind.Config,
        "Remove the date from the prefix, and use backfill_start_time to exclude older logs."
    );

    public static readonly ErrorCode OtherLogType = new(
        "config.other_log_type",
        ErrorKind.Config,
        "Set the log type to one that was found, or wait for the first log of the configured type."
    );

    public static readonly ErrorCode BucketNotFound = new(
        "s3.bucket_not_found",
        ErrorKind.Config,
        "Check the bucket name."
    );

    public static readonly ErrorCode WrongRegion = new(
        "s3.wrong_region",
        ErrorKind.Config,
        "Set the Region to the Region of the bucket, or remove it."
    );

    public static readonly ErrorCode ListDenied = new(
        "s3.list_denied",
        ErrorKind.Access,
        "Allow s3:ListBucket on the bucket."
    );

    public static readonly ErrorCode GetDenied = new(
        "s3.get_denied",
        ErrorKind.Access,
        "Allow s3:GetObject on the bucket's objects."
    );

    public static readonly ErrorCode DecryptDenied = new(
        "kms.decrypt_denied",
        ErrorKind.Access,
        "Allow kms:Decrypt on the KMS key that encrypts the objects."
    );

    public static readonly ErrorCode DecryptFailed = new(
        "kms.key_unusable",
        ErrorKind.Access,
        "Enable the KMS key, or cancel its deletion."
    );

    public static readonly ErrorCode AccessDenied = new(
        "s3.access_denied",
        ErrorKind.Access,
        "Ask the bucket owner for access: S3 does not report which permission is missing."
    );

    public static readonly ErrorCode AccessKeyUnknown = new(
        "s3.access_key_unknown",
        ErrorKind.Access,
        "Check the access key ID: the key can be deleted, disabled or in another partition."
    );

    public static readonly ErrorCode SecretKeyWrong = new(
        "s3.secret_key_wrong",
        ErrorKind.Access,
        "Enter the secret access key again: it does not belong to this access key ID."
    );

    public static readonly ErrorCode TokenRefused = new(
        "s3.token_refused",
        ErrorKind.Access,
        "Check that the role exists and its sessions are not revoked; "
            + "for static keys, use the keys of a user, not of a session."
    );

    public static readonly ErrorCode ClockOff = new(
        "s3.clock_off",
        ErrorKind.Access,
        "Correct the clock of this machine: S3 rejects requests that are more than 15 minutes off."
    );

    public static readonly ErrorCode RoleDenied = new(
        "sts.role_denied",
        ErrorKind.Access,
        "Check that the role exists and that its trust policy names this platform, and the tenant as sts:ExternalId."
    );

    public static readonly ErrorCode NoHostCredentials = new(
        "sts.no_host_credentials",
        ErrorKind.Access,
        "Provide AWS credentials on this platform that can assume the role."
    );

    public static readonly ErrorCode HostCredentialsRefused = new(
        "sts.host_credentials_refused",
        ErrorKind.Access,
        "Renew the AWS credentials of this platform: they are unknown, wrong or expired."
    );

    public static readonly ErrorCode StsRegionDisabled = new(
        "sts.region_disabled",
        ErrorKind.Access,
        "Enable the Region for STS in the account of the role, or set another Region."
    );

    public static readonly ErrorCode HostFilesInvalid = new(
        "sts.host_files_invalid",
        ErrorKind.Access,
        "Correct or remove the file."
    );

    public static readonly ErrorCode CertificateRejected = new(
        "network.certificate_rejected",
        ErrorKind.Access,
        "Set AWS_CA_BUNDLE to a file that contains the certificate of the issuing authority, or correct the endpoint."
    );

    public static readonly ErrorCode TlsFailed = new(
        "network.tls_failed",
        ErrorKind.Transient,
        "Check that the endpoint uses TLS on this port and supports a TLS version of this machine."
    );

    public static readonly ErrorCode ProxyDenied = new(
        "network.proxy_authentication",
        ErrorKind.Access,
        "Add the name and password to the HTTPS_PROXY or HTTP_PROXY variable, or add the endpoint to NO_PROXY."
    );

    public static readonly ErrorCode ProxyUnreachable = new(
        "network.proxy_unreachable",
        ErrorKind.Transient,
        "Check that the proxy is running, and check the HTTPS_PROXY, HTTP_PROXY and NO_PROXY variables."
    );

    public static readonly ErrorCode StsUnavailable = new("sts.unavailable", ErrorKind.Transient, NextRunResumes);

    public static readonly ErrorCode Unavailable = new("s3.unavailable", ErrorKind.Transient, NextRunResumes);

    public static readonly ErrorCode BadResponse = new(
        "s3.bad_response",
        ErrorKind.Transient,
        "If the error persists, check that the endpoint is S3 and that no proxy or gateway changes its responses."
    );

    public static readonly ErrorCode Corrupt = new(
        "object.corrupt",
        ErrorKind.Data,
        "Restore the object from a copy, or delete it."
    );

    public static readonly ErrorCode NotALog = new(
        "object.not_a_log",
        ErrorKind.Data,
        "Move or delete the object if it is not an audit log."
    );

    public static readonly ErrorCode TooLarge = new(
        "object.too_large",
        ErrorKind.Data,
        "Inspect the object: audit logs do not reach these limits."
    );

    public static readonly ErrorCode BodyFailed = new(
        "object.body_failed",
        ErrorKind.Transient,
        "If the error persists, check the network between this machine and S3."
    );

    public static readonly ErrorCode NotFound = new(
        "object.not_found",
        ErrorKind.Transient,
        "If the error persists, check the consistency of the S3 server: its responses contradict each other."
    );

    public static readonly ErrorCode TooManyParked = new(
        "object.too_many_parked",
        ErrorKind.Transient,
        "Restore or delete the failed objects, or grant permission to read them; reading then continues."
    );

    public static readonly ErrorCode RowWidth = new(
        "line.column_count",
        ErrorKind.Data,
        "Inspect the raw line: it has more or fewer columns than the lines around it."
    );

    public static readonly ErrorCode RowShape = new(
        "line.shape",
        ErrorKind.Data,
        "Inspect the raw line: a value does not have the format of its column."
    );

    public static readonly ErrorCode CheckpointUnknown = new(
        "checkpoint.unknown_version",
        ErrorKind.Checkpoint,
        "Use the connector version that wrote the checkpoint, or start a full re-sync."
    );

    public static readonly ErrorCode CheckpointDamaged = new(
        "checkpoint.damaged",
        ErrorKind.Checkpoint,
        "Restore the state file from a copy, or start a full re-sync."
    );

    public static readonly ErrorCode CheckpointForeign = new(
        "checkpoint.other_source",
        ErrorKind.Checkpoint,
        "Use the state file of this input, or a new state file."
    );

    public static readonly ErrorCode Unexpected = new(
        "internal.unexpected",
        ErrorKind.Internal,
        "Report this error with its message."
    );

    /// <summary>All errors, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<ErrorCode> All =
    [
        ConfigInvalid,
        FormatUnknown,
        TenantInvalid,
        BackfillEarlier,
        BackfillInFuture,
        NoRoot,
        PrefixWithDate,
        OtherLogType,
        BucketNotFound,
        WrongRegion,
        ListDenied,
        GetDenied,
        DecryptDenied,
        DecryptFailed,
        AccessDenied,
        AccessKeyUnknown,
        SecretKeyWrong,
        TokenRefused,
        ClockOff,
        RoleDenied,
        NoHostCredentials,
        HostCredentialsRefused,
        HostFilesInvalid,
        StsRegionDisabled,
        StsUnavailable,
        CertificateRejected,
        TlsFailed,
        ProxyDenied,
        ProxyUnreachable,
        Unavailable,
        BadResponse,
        Corrupt,
        NotALog,
        TooLarge,
        BodyFailed,
        NotFound,
        TooManyParked,
        RowWidth,
        RowShape,
        CheckpointUnknown,
        CheckpointDamaged,
        CheckpointForeign,
        Unexpected,
    ];
}

internal static class Errors
{
    public static InputException Of(
        ErrorCode code,
        string message,
        string? pointer = null,
        TimeSpan? retryAfter = null
    ) =>
        new(
            new InputError
            {
                Kind = code.Kind,
                Code = code.Code,
                Message = message.EndsWith(code.Help, StringComparison.Ordinal) ? message : $"{message} {code.Help}",
                Pointer = pointer,
                Remedy = code.Help,
                RetryAfter = retryAfter,
            }
        );

    /// <summary>The message of an error without its remedy, for a message that has another one.</summary>
    public static string CauseOf(InputError error) =>
        error.Remedy is { } remedy && error.Message.EndsWith(remedy, StringComparison.Ordinal)
            ? error.Message[..^remedy.Length].TrimEnd()
            : error.Message;
}
