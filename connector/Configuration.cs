using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>The settings and secrets, in the order of the form.</summary>
internal static class Configuration
{
    public static readonly IReadOnlyList<Setting> Settings =
    [
        new()
        {
            Kind = SettingKind.Bucket,
            Name = "bucket",
            Title = "Bucket",
            Description = "Name of the S3 bucket that Redshift writes its audit logs to.",
        },
        new()
        {
            Kind = SettingKind.LogType,
            Name = "log_type",
            Title = "Log type",
            Description = "Which audit log to read.",
        },
        new()
        {
            Kind = SettingKind.Prefix,
            Name = "prefix",
            Title = "Prefix",
            Description =
                "Key prefix up to, but not including, the date folders, with or without slashes at its ends. Leave it out to find the AWSLogs folder at the top of the bucket.",
        },
        new()
        {
            Kind = SettingKind.Region,
            Name = "region",
            Title = "Region",
            Description = "AWS Region of the bucket, such as us-east-1. Leave it out to have it detected.",
        },
        new()
        {
            Kind = SettingKind.RoleArn,
            Name = "role_arn",
            Title = "Role ARN",
            Description =
                "IAM role to assume for reading, such as arn:aws:iam::123456789012:role/redshift-audit. Give this or an access key, not both.",
        },
        new()
        {
            Kind = SettingKind.BackfillStartTime,
            Name = "backfill_start_time",
            Title = "Backfill start time",
            Description =
                "Read only log files written at or after this date or time; UTC unless a zone is given. Leave it out to read everything.",
        },
    ];

    public static readonly IReadOnlyList<Setting> Secrets =
    [
        new()
        {
            Kind = SettingKind.AccessKey,
            Name = "access_key",
            Title = "Access key ID",
            Description = "Access key ID of an IAM user that may list the bucket and get its objects.",
        },
        new()
        {
            Kind = SettingKind.SecretKey,
            Name = "secret_key",
            Title = "Secret access key",
            Description = "Secret access key that belongs to the access key ID.",
        },
    ];
}
