namespace InputSdk;

/// <summary>The outcome of one step of a connection test.</summary>
public sealed record CheckStep
{
    /// <summary>The id of the step, as the manifest lists it.</summary>
    public required string Id { get; init; }

    /// <summary>The outcome.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>
    /// A sentence about what was found, or why there was nothing to test. Empty for a step that was
    /// skipped because an earlier step failed.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>For a failed step: what is wrong and what to do.</summary>
    public InputError? Error { get; init; }
}

/// <summary>The outcome of a step of a connection test.</summary>
public enum CheckOutcome
{
    /// <summary>The step succeeded.</summary>
    Passed,

    /// <summary>The step failed; a read would fail too.</summary>
    Failed,

    /// <summary>Not tested: an earlier step failed, or there is nothing to test yet.</summary>
    Skipped,
}
