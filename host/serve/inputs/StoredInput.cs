using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost.Serve;

/// <summary>An input as it is stored: what a person chose, and how far it has come.</summary>
internal sealed record StoredInput
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    /// <summary>Encrypted as a whole; null when there are none.</summary>
    public byte[]? Secrets { get; init; }

    /// <summary>When each secret was set, by its name.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> SecretsSet { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>The folder that records go to.</summary>
    public int Folder { get; init; } = 1;

    /// <summary>A full re-sync is under way, or was cut off: its records go to the next folder.</summary>
    public bool Full { get; init; }

    public CommittedTotals Sums { get; init; }

    /// <summary>Of the full re-sync, until it has caught up.</summary>
    public CommittedTotals FullSums { get; init; }

    /// <summary>Of the youngest object that was read.</summary>
    public Cursor? Cursor { get; init; }
}

/// <summary>One run of an input.</summary>
internal sealed record StoredRun
{
    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required Outcome Outcome { get; init; }

    public CommittedTotals Sums { get; init; }

    public ApiError? Error { get; init; }

    /// <summary>What a person should know of it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Nothing was there to be read, as in most runs of an input that polls.</summary>
    [JsonIgnore]
    public bool IsIdle => Outcome == Outcome.Done && Sums == default;
}

/// <summary>How a run ended.</summary>
internal enum Outcome
{
    /// <summary>There has been none.</summary>
    Never,

    /// <summary>It is under way.</summary>
    Running,

    Done,

    /// <summary>Done, but objects stay parked or archived.</summary>
    ObjectsLeft,

    /// <summary>A person stopped it.</summary>
    Stopped,

    Failed,

    /// <summary>The program ended in the middle of it.</summary>
    Interrupted,
}
