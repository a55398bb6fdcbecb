namespace InputSdk.S3.Configuration;

/// <summary>A valid configuration. The code that uses it does not check it again.</summary>
internal sealed record S3Config
{
    public required string Bucket { get; init; }

    public required LogDefinition Log { get; init; }

    /// <summary>The prefix without leading and trailing slashes; empty for the whole bucket.</summary>
    public required string Prefix { get; init; }

    public string? Region { get; init; }

    public string? RoleArn { get; init; }

    /// <summary>The partition in the ARN of the bucket; null if the bucket was not entered as an ARN.</summary>
    public string? BucketPartition { get; init; }

    /// <summary>The AWS partition of the role, the Region and the bucket.</summary>
    public string Partition => KnownPartition ?? "aws";

    /// <summary>No setting names the partition, so <c>aws</c> is used, which is the largest.</summary>
    public bool IsOfUnknownPartition => KnownPartition is null;

    public StaticKeys? Keys { get; init; }

    public DateTimeOffset? Backfill { get; init; }

    /// <summary>The warnings about values that are used differently than entered.</summary>
    public IReadOnlyList<ConfigWarning> Warnings { get; init; } = [];

    // ConfigReader refuses contradictions between them.
    private string? KnownPartition =>
        RoleArn is { } role ? AwsNames.PartitionOfArn(role)
        : Region is { } region ? AwsNames.PartitionOf(region)
        : BucketPartition;
}

/// <summary>A warning about a value that is used differently than entered. Contains no secret.</summary>
/// <param name="Code">The code of the event that reports it.</param>
/// <param name="Pointer">The setting, as a JSON Pointer.</param>
/// <param name="Sentence">How the value is used, as a sentence that follows the pointer and a colon.</param>
internal sealed record ConfigWarning(string Code, string Pointer, string Sentence)
{
    public const string Repaired = "config.repaired";

    public const string Zone = "config.backfill_zone";

    /// <summary>The warning as it is displayed.</summary>
    public override string ToString() => $"{Pointer}: {Sentence}";
}

/// <summary>Static credentials. Not a record, because a generated ToString would show them.</summary>
internal sealed class StaticKeys(string accessKey, string secretKey)
{
    public string AccessKey { get; } = accessKey;

    public string SecretKey { get; } = secretKey;
}
