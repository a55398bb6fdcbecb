namespace InputSdk.S3;

/// <summary>One setting or secret of the form. What may be entered follows from its kind.</summary>
public sealed record Setting
{
    /// <summary>What the engine uses it for.</summary>
    public required SettingKind Kind { get; init; }

    /// <summary>The member's name in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>The label.</summary>
    public required string Title { get; init; }

    /// <summary>The help text: what it is and what leaving it out means.</summary>
    public required string Description { get; init; }
}

/// <summary>What the engine uses a setting for.</summary>
public enum SettingKind
{
    /// <summary>The bucket; always required.</summary>
    Bucket,

    /// <summary>Which log type to read.</summary>
    LogType,

    /// <summary>The key prefix up to the date folders.</summary>
    Prefix,

    /// <summary>The bucket's AWS Region.</summary>
    Region,

    /// <summary>The IAM role to assume.</summary>
    RoleArn,

    /// <summary>The time before which nothing is read.</summary>
    BackfillStartTime,

    /// <summary>The access key ID of static credentials; a secret.</summary>
    AccessKey,

    /// <summary>The secret access key of static credentials; a secret.</summary>
    SecretKey,
}
