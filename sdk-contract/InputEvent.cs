namespace InputSdk;

/// <summary>An event of a running read, for the user.</summary>
public sealed record InputEvent
{
    /// <summary>The level of the event.</summary>
    public required EventLevel Level { get; init; }

    /// <summary>A stable name such as <c>s3.page_listed</c>.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for the user.</summary>
    public required string Message { get; init; }

    /// <summary>Numbers by name. Each is the amount of this event, not a running total.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();
}

/// <summary>The level of an event.</summary>
public enum EventLevel
{
    /// <summary>Progress, for displays.</summary>
    Progress,

    /// <summary>Information, for logs.</summary>
    Info,

    /// <summary>The user should check it.</summary>
    Warning,
}
