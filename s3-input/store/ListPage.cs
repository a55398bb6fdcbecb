namespace InputSdk.S3.Store;

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
