namespace InputSdk.S3;

/// <summary>
/// The errors that can occur: stable code, kind and what to do about it. The manifest lists them and
/// docs/errors.md explains them. Messages are made of constants, names and numbers, never of what
/// another library says: that may quote a secret.
/// </summary>
internal sealed record ErrorCode(string Code, ErrorKind Kind, string Help)
{
    public static readonly ErrorCode ConfigInvalid = new(
        "config.invalid",
        ErrorKind.Config,
        "Correct the settings that the message names."
    );

    public static readonly ErrorCode TenantInvalid = new(
        "config.tenant_invalid",
        ErrorKind.Config,
        "Give the tenant a name of 2 to 1224 letters, digits and characters of _+=,.@:/-."
    );

    public static readonly ErrorCode BackfillEarlier = new(
        "config.backfill_earlier",
        ErrorKind.Config,
        "Read everything again with --full, or set the backfill time back to what it was."
    );

    public static readonly ErrorCode BackfillInFuture = new(
        "config.backfill_in_future",
        ErrorKind.Config,
        "Set the backfill time to one that has passed, or leave it out."
    );

    public static readonly ErrorCode NoRoot = new(
        "config.prefix_without_logs",
        ErrorKind.Config,
        "Set the prefix to the folder that holds AWSLogs or the year folders."
    );

    public static readonly ErrorCode PrefixWithDate = new(
        "config.prefix_with_date",
        ErrorKind.Config,
        "Leave the date out of the prefix; backfill_start_time leaves out what is older."
    );

    public static readonly ErrorCode OtherLogType = new(
        "config.other_log_type",
        ErrorKind.Config,
        "Set the log type to one that is there, or wait for the first of the other."
    );

    public static readonly ErrorCode BucketNotFound = new(
        "s3.bucket_not_found",
        ErrorKind.Config,
        "Check the bucket's name."
    );

    public static readonly ErrorCode WrongRegion = new(
        "s3.wrong_region",
        ErrorKind.Config,
        "Set the region to the bucket's own, or leave it out."
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
        "Allow kms:Decrypt on the key that the objects are encrypted with."
    );

    public static readonly ErrorCode DecryptFailed = new(
        "kms.key_unusable",
        ErrorKind.Access,
        "Enable the KMS key again, or cancel its deletion."
    );

    public static readonly ErrorCode AccessDenied = new(
        "s3.access_denied",
        ErrorKind.Access,
        "Ask the owner of the bucket: no single right is known that would permit it."
    );

    public static readonly ErrorCode AccessKeyUnknown = new(
        "s3.access_key_unknown",
        ErrorKind.Access,
        "Check the access key ID; it may have been deleted or disabled, or be of another partition."
    );

    public static readonly ErrorCode SecretKeyWrong = new(
        "s3.secret_key_wrong",
        ErrorKind.Access,
        "Enter the secret access key again: it is not the one of this access key ID."
    );

    public static readonly ErrorCode TokenRefused = new(
        "s3.token_refused",
        ErrorKind.Access,
        "Check that the role still exists and its sessions were not revoked; static keys must be those of a user, not of a session."
    );

    public static readonly ErrorCode ClockOff = new(
        "s3.clock_off",
        ErrorKind.Access,
        "Set this machine's clock: S3 refuses requests that are more than 15 minutes off."
    );

    public static readonly ErrorCode RoleDenied = new(
        "sts.role_denied",
        ErrorKind.Access,
        "Check the role's name and its trust policy: it must name this platform, and the tenant as sts:ExternalId."
    );

    public static readonly ErrorCode NoHostCredentials = new(
        "sts.no_host_credentials",
        ErrorKind.Access,
        "Give this platform AWS credentials of its own, with which it may assume the role."
    );

    public static readonly ErrorCode HostCredentialsRefused = new(
        "sts.host_credentials_refused",
        ErrorKind.Access,
        "Renew the AWS credentials of this platform: they are unknown, wrong or expired."
    );

    public static readonly ErrorCode StsRegionDisabled = new(
        "sts.region_disabled",
        ErrorKind.Access,
        "Enable the region for the token service in the role's account, or set another region."
    );

    public static readonly ErrorCode HostFilesInvalid = new(
        "sts.host_files_invalid",
        ErrorKind.Access,
        "Correct the file, or remove it."
    );

    public static readonly ErrorCode CertificateRejected = new(
        "network.certificate_rejected",
        ErrorKind.Access,
        "Set AWS_CA_BUNDLE to a file with the certificate of the authority that issued it, or correct the endpoint."
    );

    public static readonly ErrorCode TlsFailed = new(
        "network.tls_failed",
        ErrorKind.Transient,
        "Check that the endpoint speaks TLS on this port and shares a protocol version with this machine."
    );

    public static readonly ErrorCode ProxyDenied = new(
        "network.proxy_authentication",
        ErrorKind.Access,
        "Set name and password in the HTTPS_PROXY or HTTP_PROXY variable, or add the endpoint to NO_PROXY."
    );

    public static readonly ErrorCode ProxyUnreachable = new(
        "network.proxy_unreachable",
        ErrorKind.Transient,
        "Check the HTTPS_PROXY, HTTP_PROXY and NO_PROXY variables, and that the proxy is running."
    );

    public static readonly ErrorCode StsUnavailable = new(
        "sts.unavailable",
        ErrorKind.Transient,
        "Wait; the next run goes on where this one stopped."
    );

    public static readonly ErrorCode Unavailable = new(
        "s3.unavailable",
        ErrorKind.Transient,
        "Wait; the next run goes on where this one stopped."
    );

    public static readonly ErrorCode BadResponse = new(
        "s3.bad_response",
        ErrorKind.Transient,
        "If it stays so, the endpoint is not S3 or something between alters its answers."
    );

    public static readonly ErrorCode Corrupt = new(
        "object.corrupt",
        ErrorKind.Data,
        "Restore the object from a copy or delete it; the raw object is untouched."
    );

    public static readonly ErrorCode NotALog = new(
        "object.not_a_log",
        ErrorKind.Data,
        "Delete or move the object, if it is no audit log."
    );

    public static readonly ErrorCode TooLarge = new(
        "object.too_large",
        ErrorKind.Data,
        "Look at the object: audit logs do not reach these limits."
    );

    public static readonly ErrorCode BodyFailed = new(
        "object.body_failed",
        ErrorKind.Transient,
        "It is tried again; if it stays so, look at what lies between this machine and S3."
    );

    public static readonly ErrorCode NotFound = new(
        "object.not_found",
        ErrorKind.Transient,
        "It is read again later. If it stays so, the server contradicts itself: check its consistency."
    );

    public static readonly ErrorCode TooManyParked = new(
        "object.too_many_parked",
        ErrorKind.Transient,
        "Look at the parked objects: restore, delete or permit them, and the read goes on."
    );

    public static readonly ErrorCode RowWidth = new(
        "line.column_count",
        ErrorKind.Data,
        "Look at the raw line: it has more or fewer columns than the rows around it."
    );

    public static readonly ErrorCode RowShape = new(
        "line.shape",
        ErrorKind.Data,
        "Look at the raw line: a value is not what its column holds."
    );

    public static readonly ErrorCode CheckpointUnknown = new(
        "checkpoint.unknown_version",
        ErrorKind.Checkpoint,
        "Use the connector version that wrote it, or read everything again with --full."
    );

    public static readonly ErrorCode CheckpointDamaged = new(
        "checkpoint.damaged",
        ErrorKind.Checkpoint,
        "Restore the state file from a copy, or read everything again with --full."
    );

    public static readonly ErrorCode CheckpointForeign = new(
        "checkpoint.other_source",
        ErrorKind.Checkpoint,
        "Use the state file of this input, or a new one."
    );

    public static readonly ErrorCode Unexpected = new(
        "internal.unexpected",
        ErrorKind.Internal,
        "Report it with the message."
    );

    /// <summary>All of them, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<ErrorCode> All =
    [
        ConfigInvalid,
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
}
