namespace InputSdk.S3;

/// <summary>A configuration that has been checked; nothing behind it is checked again.</summary>
internal sealed record S3Config
{
    public required string Bucket { get; init; }

    public required LogDefinition Log { get; init; }

    /// <summary>Without slashes at its ends; the empty text for the whole bucket.</summary>
    public required string Prefix { get; init; }

    public string? Region { get; init; }

    public string? RoleArn { get; init; }

    /// <summary>The partition that the bucket's ARN names; null where the bucket was entered otherwise.</summary>
    public string? BucketPartition { get; init; }

    /// <summary>The partition of AWS that all of it lies in.</summary>
    public string Partition => KnownPartition ?? "aws";

    /// <summary>Nothing says which partition it is, so the largest is taken.</summary>
    public bool IsOfUnknownPartition => KnownPartition is null;

    public StaticKeys? Keys { get; init; }

    public DateTimeOffset? Backfill { get; init; }

    /// <summary>What was read otherwise than it was entered, for people to see.</summary>
    public IReadOnlyList<ConfigWarning> Remarks { get; init; } = [];

    // They do not contradict each other: that is refused.
    private string? KnownPartition =>
        RoleArn is { } role ? AwsNames.PartitionOfArn(role)
        : Region is { } region ? AwsNames.PartitionOf(region)
        : BucketPartition;
}

/// <summary>What was made of a value that could not be taken as it stood. Holds no secret.</summary>
/// <param name="Code">The code of the event that tells it.</param>
/// <param name="Pointer">The setting, as a JSON Pointer.</param>
/// <param name="Sentence">What it was read as, in words that follow the pointer and a colon.</param>
internal sealed record ConfigWarning(string Code, string Pointer, string Sentence)
{
    public const string Repaired = "config.repaired";

    public const string Zone = "config.backfill_zone";

    /// <summary>The remark as people read it.</summary>
    public override string ToString() => $"{Pointer}: {Sentence}";
}

/// <summary>Static credentials. A class, so that no generated text of a record ever shows them.</summary>
internal sealed class StaticKeys(string accessKey, string secretKey)
{
    public string AccessKey { get; } = accessKey;

    public string SecretKey { get; } = secretKey;
}
