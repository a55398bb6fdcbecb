namespace InputSdk;

/// <summary>Something a person may want to know about a running read.</summary>
public sealed record InputEvent
{
    /// <summary>How much it matters.</summary>
    public required EventLevel Level { get; init; }

    /// <summary>A stable name such as <c>s3.page_listed</c>.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Numbers that belong to it, by name; each is this event's own share, not a running total.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();
}

/// <summary>How much an event matters.</summary>
public enum EventLevel
{
    /// <summary>Progress, for displays.</summary>
    Progress,

    /// <summary>Worth a line in a log.</summary>
    Info,

    /// <summary>Somebody should look at it.</summary>
    Warning,
}
