namespace LocalS3;

/// <summary>A parsed request of a client.</summary>
public sealed record S3Request
{
    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The name of the API operation, such as <c>ListObjectsV2</c>; empty if the operation is not supported.
    /// </summary>
    public required string Operation { get; init; }

    /// <summary>The bucket, if the request names one.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key, if the request names one.</summary>
    public string? Key { get; init; }

    /// <summary>The decoded query parameters, or form parameters for STS.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    internal bool IsSts =>
        Operation is Operations.AssumeRole or Operations.GetCallerIdentity || (Method == "POST" && Bucket is null);

    internal string Resource =>
        Bucket is null ? "/"
        : Key is null ? $"/{Bucket}"
        : $"/{Bucket}/{Key}";

    internal string? Parameter(string name) => Parameters.GetValueOrDefault(name);
}

internal static class Operations
{
    public const string AssumeRole = "AssumeRole";
    public const string GetCallerIdentity = "GetCallerIdentity";
    public const string GetBucketLocation = "GetBucketLocation";
    public const string GetObject = "GetObject";
    public const string HeadBucket = "HeadBucket";
    public const string HeadObject = "HeadObject";
    public const string ListBuckets = "ListBuckets";
    public const string ListObjectsV2 = "ListObjectsV2";
}
