namespace InputSdk.S3;

/// <summary>
/// A bucket, as the engine sees it: the only seam between decisions and the network. Implementations
/// translate every failure into an <see cref="InputException"/>, and into
/// <see cref="ObjectUnreadableException"/> where one object is concerned and not the source.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>Makes sure that the bucket is there and takes the credentials.</summary>
    Task<Probe> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Requests sent so far, those for credentials included.</summary>
    int Requests { get; }

    /// <summary>Called on any thread when S3 asks to slow down.</summary>
    Action? OnThrottled
    {
        set { }
    }

    /// <summary>
    /// The time that requests are signed with: the host's clock, corrected where S3 refused it. Known to be near
    /// S3's own time where S3 checks signatures.
    /// </summary>
    DateTimeOffset Clock { get; }

    /// <summary>One page of keys in UTF-8 byte order. An answer that is no listing is an error, never an empty page.</summary>
    Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken);

    /// <summary>The bytes of exactly this version; of another one nothing is returned.</summary>
    /// <exception cref="ObjectMissingException">The version is not there, as this answer says.</exception>
    Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken);
}

/// <summary>What the first answer of a source tells.</summary>
/// <param name="Time">The source's own time.</param>
/// <param name="Region">The region that the bucket turned out to be in; null where that means nothing.</param>
internal sealed record Probe(DateTimeOffset Time, string? Region = null);

/// <summary>One page to list.</summary>
internal sealed record ListRequest
{
    public required string Prefix { get; init; }

    /// <summary>Only keys behind this one in UTF-8 byte order.</summary>
    public string StartAfter { get; init; } = "";

    /// <summary>
    /// Folders directly below the prefix instead of all keys. Such a listing is paged by token: what
    /// <c>start-after</c> does to a folder that it lies in is not the same on all servers.
    /// </summary>
    public bool Folders { get; init; }

    public string? ContinuationToken { get; init; }

    public int MaxKeys { get; init; } = Limits.ListPageKeys;
}

/// <summary>What one page held.</summary>
internal sealed record ListPage
{
    public required IReadOnlyList<ObjectVersion> Objects { get; init; }

    /// <summary>Whole prefixes, each with its final slash.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>There is more; not told by the number of keys.</summary>
    public required bool IsTruncated { get; init; }

    public string? NextToken { get; init; }

    /// <summary>The source's time, from the Date of the answer.</summary>
    public required DateTimeOffset Date { get; init; }
}

/// <summary>
/// One content of one key, as LIST gives it. The times of HEAD and GET are not compared with it: some
/// servers round them otherwise.
/// </summary>
internal sealed record ObjectVersion
{
    public required string Key { get; init; }

    /// <summary>As given, with its quotes; the empty text on servers that give none.</summary>
    public required string ETag { get; init; }

    public required long Size { get; init; }

    /// <summary>In UTC. For a multipart upload the time of its start.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>S3's word for where it lies: <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> cannot be read as they are.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    public bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";
}

/// <summary>A GET was answered as if the version did not exist. Only a listing decides whether that is so.</summary>
/// <param name="answer">What the server answered, such as <c>S3 answered 404 NoSuchKey</c>.</param>
internal sealed class ObjectMissingException(string answer) : Exception(answer);

/// <summary>One object cannot be had, for good; the source is well.</summary>
internal sealed class ObjectUnreadableException(SkipReason reason) : Exception(reason.ToString())
{
    public SkipReason Reason { get; } = reason;
}
