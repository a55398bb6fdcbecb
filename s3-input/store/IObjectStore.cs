namespace InputSdk.S3;

/// <summary>
/// A bucket: the only interface between the engine and the network. Implementations translate every failure into an
/// <see cref="InputException"/>, or into an <see cref="ObjectUnreadableException"/> if only one object is affected.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>
    /// Checks that the bucket exists and that S3 accepts the credentials. Called before any other method.
    /// </summary>
    Task<Probe> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Requests sent so far, including those for credentials.</summary>
    int Requests { get; }

    /// <summary>Called on any thread when S3 asks to slow down.</summary>
    Action? OnThrottled
    {
        set { }
    }

    /// <summary>
    /// The time that requests are signed with: the host's clock, corrected if S3 rejected it. If S3 checks signatures,
    /// it is close to the time of S3.
    /// </summary>
    DateTimeOffset Clock { get; }

    /// <summary>
    /// Lists one page of keys in UTF-8 byte order. A response that is not a listing is an error, never an empty page.
    /// </summary>
    Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken);

    /// <summary>Gets the content of exactly this version, never of another version.</summary>
    /// <exception cref="ObjectMissingException">The response says that the version does not exist.</exception>
    Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken);
}

/// <summary>The result of the first request to a source.</summary>
/// <param name="Time">The time of the source.</param>
/// <param name="Region">The Region of the bucket; null if Regions do not apply.</param>
internal sealed record Probe(DateTimeOffset Time, string? Region = null);

/// <summary>A request for one page of a listing.</summary>
internal sealed record ListRequest
{
    public required string Prefix { get; init; }

    /// <summary>Lists only keys after this one in UTF-8 byte order.</summary>
    public string StartAfter { get; init; } = "";

    /// <summary>
    /// True to list the folders directly below the prefix instead of all keys. Such a listing is paged by token:
    /// servers differ in the effect of a <c>start-after</c> that is in a folder.
    /// </summary>
    public bool Folders { get; init; }

    public string? ContinuationToken { get; init; }

    public int MaxKeys { get; init; } = Limits.ListPageKeys;
}

/// <summary>One page of a listing.</summary>
internal sealed record ListPage
{
    public required IReadOnlyList<ObjectVersion> Objects { get; init; }

    /// <summary>Complete prefixes, each with its trailing slash.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>True if there are more pages. The number of keys does not show this.</summary>
    public required bool IsTruncated { get; init; }

    public string? NextToken { get; init; }

    /// <summary>The time of the source, from the Date of the response.</summary>
    public required DateTimeOffset Date { get; init; }
}

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

/// <summary>
/// The response to a GET says that the version does not exist. Only a listing decides whether this is true.
/// </summary>
/// <param name="answer">A clause about the response, such as <c>S3 returned 404 NoSuchKey</c>.</param>
internal sealed class ObjectMissingException(string answer) : Exception(answer);

/// <summary>One object cannot be read, even with retries; the source is available.</summary>
internal sealed class ObjectUnreadableException(SkipReason reason) : Exception(reason.ToString())
{
    public SkipReason Reason { get; } = reason;
}
