using System.Text.Json.Serialization;
using InputHost.Serve.Errors;
using InputHost.State;

namespace InputHost.Serve.Inputs;

/// <summary>One run of an input.</summary>
internal sealed record StoredRun
{
    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required Outcome Outcome { get; init; }

    public CommittedTotals Sums { get; init; }

    public ApiError? Error { get; init; }

    /// <summary>Messages about the run for users.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether the run found no new data, as most runs of an input that is polled.</summary>
    [JsonIgnore]
    public bool IsIdle => Outcome == Outcome.Done && Sums == default;
}

/// <summary>The outcome of a run.</summary>
internal enum Outcome
{
    /// <summary>The input has had no run.</summary>
    Never,

    /// <summary>The run has not ended.</summary>
    Running,

    Done,

    /// <summary>The run is complete, but objects are parked or archived.</summary>
    ObjectsLeft,

    /// <summary>A user stopped the run.</summary>
    Stopped,

    Failed,

    /// <summary>The program ended during the run.</summary>
    Interrupted,
}
