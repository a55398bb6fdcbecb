namespace InputSdk.S3;

/// <summary>One setting or secret of the form. Its kind determines the valid values.</summary>
public sealed record Setting
{
    /// <summary>The purpose of the setting.</summary>
    public required SettingKind Kind { get; init; }

    /// <summary>The name of the member in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>The label in the form.</summary>
    public required string Title { get; init; }

    /// <summary>The help text: what the setting is, and what happens if it is not set.</summary>
    public required string Description { get; init; }

    /// <summary>An example of a value, which a form can show in an empty field; null for none.</summary>
    public string? Placeholder { get; init; }
}

/// <summary>The purpose of a setting in the engine.</summary>
public enum SettingKind
{
    /// <summary>The bucket. It is always required.</summary>
    Bucket,

    /// <summary>The log type to read.</summary>
    LogType,

    /// <summary>The key prefix up to the date folders.</summary>
    Prefix,

    /// <summary>The AWS Region of the bucket.</summary>
    Region,

    /// <summary>The IAM role to assume.</summary>
    RoleArn,

    /// <summary>The time from which log files are read. Older files are skipped.</summary>
    BackfillStartTime,

    /// <summary>The access key ID of static credentials; a secret.</summary>
    AccessKey,

    /// <summary>The secret access key of static credentials; a secret.</summary>
    SecretKey,
}
