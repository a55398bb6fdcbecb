using InputSdk.S3;

namespace RedshiftAuditConnector;

/// <summary>The settings and secrets, in the order in which the form shows them.</summary>
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
            Title = "Log Type",
            Description = "The audit log to read.",
        },
        new()
        {
            Kind = SettingKind.Prefix,
            Placeholder = "AWSLogs/123456789012/redshift/us-east-1",
            Name = "prefix",
            Title = "Prefix",
            Description =
                "Key prefix up to, but not including, the date folders, with or without leading and trailing slashes. "
                + "If it is not set, the AWSLogs folder at the top of the bucket is used.",
        },
        new()
        {
            Kind = SettingKind.Region,
            Placeholder = "us-east-1",
            Name = "region",
            Title = "Region",
            Description = "AWS Region of the bucket, such as us-east-1. If it is not set, it is detected.",
        },
        new()
        {
            Kind = SettingKind.RoleArn,
            Placeholder = "arn:aws:iam::123456789012:role/redshift-audit",
            Name = "role_arn",
            Title = "Role ARN",
            Description =
                "IAM role to assume for reading, such as arn:aws:iam::123456789012:role/redshift-audit. "
                + "Set either a role or an access key, not both.",
        },
        new()
        {
            Kind = SettingKind.BackfillStartTime,
            Placeholder = "2025-01-01T00:00:00Z",
            Name = "backfill_start_time",
            Title = "Backfill Start Time",
            Description =
                "Read only log files written at or after this date or time, in UTC if it has no time zone. "
                + "If it is not set, all log files are read.",
        },
    ];

    public static readonly IReadOnlyList<Setting> Secrets =
    [
        new()
        {
            Kind = SettingKind.AccessKey,
            Name = "access_key",
            Title = "Access Key",
            Description = "Access key ID of an IAM user that has permission to list the bucket and get its objects.",
        },
        new()
        {
            Kind = SettingKind.SecretKey,
            Name = "secret_key",
            Title = "Secret Key",
            Description = "Secret access key that belongs to the access key ID.",
        },
    ];
}
