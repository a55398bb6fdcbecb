namespace InputSdk.S3;

/// <summary>A step along a listing: an object that is wanted, or the end of a page.</summary>
internal sealed record Listed
{
    /// <summary>The object; null at the end of a page.</summary>
    public ObjectVersion? Version { get; init; }

    /// <summary>The prefix under which it was listed.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>An id is kept of it once it is resolved.</summary>
    public bool NeedsId { get; init; }

    /// <summary>The key up to which the sweep has come once this is done; null where no position moves.</summary>
    public string? Key { get; init; }

    /// <summary>The logs that were listed since the step before, this one included.</summary>
    public IReadOnlyList<ObjectVersion> Logs { get; init; } = [];
}
