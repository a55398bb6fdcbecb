namespace InputSdk.S3.Store;

/// <summary>
/// One version of an object, as LIST returns it. The times of HEAD and GET are not compared with it, because some
/// servers round them differently.
/// </summary>
internal sealed record ObjectVersion
{
    public required string Key { get; init; }

    /// <summary>The ETag as returned, with its quotes; empty if the server returns none.</summary>
    public required string ETag { get; init; }

    public required long Size { get; init; }

    /// <summary>In UTC. For a multipart upload, the time when it was started.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>
    /// The storage class of S3. <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> must be restored before they can be read.
    /// </summary>
    public string StorageClass { get; init; } = "STANDARD";

    public bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";
}
