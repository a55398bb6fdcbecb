namespace InputSdk;

/// <summary>The outcome of one step of a connection test.</summary>
public sealed record CheckStep
{
    /// <summary>The id of the step, as the manifest lists it.</summary>
    public required string Id { get; init; }

    /// <summary>How it went.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>
    /// A sentence about what was found, or why there was nothing to try; empty for a step that was
    /// skipped because an earlier one failed.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>For a failed step: what is wrong and what to do.</summary>
    public InputError? Error { get; init; }
}

/// <summary>How a step of a connection test went.</summary>
public enum CheckOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>A read would fail here.</summary>
    Failed,

    /// <summary>Not tried: an earlier step failed, or there is nothing to try yet.</summary>
    Skipped,
}
