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

    public StaticKeys? Keys { get; init; }

    public DateTimeOffset? Backfill { get; init; }

    /// <summary>The backfill time was given without a zone and was taken for UTC.</summary>
    public bool BackfillWithoutZone { get; init; }
}

/// <summary>Static credentials. A class, so that no generated text of a record ever shows them.</summary>
internal sealed class StaticKeys(string accessKey, string secretKey)
{
    public string AccessKey { get; } = accessKey;

    public string SecretKey { get; } = secretKey;
}
