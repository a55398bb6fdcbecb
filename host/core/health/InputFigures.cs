using InputHost.State;

namespace InputHost.Health;

/// <summary>The figures of an input that show whether it works.</summary>
internal sealed record InputFigures
{
    /// <summary>The labels that identify the input, by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Labels { get; init; }

    public CommittedTotals Committed { get; init; }

    /// <summary>The number of parked and archived objects.</summary>
    public long Unread { get; init; }

    /// <summary>When the newest object that was read was written; null before the first one.</summary>
    public DateTimeOffset? NewestObject { get; init; }

    /// <summary>When the last pass without an error ended; null before the first one.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Whether the last pass ended with an error.</summary>
    public bool IsFailing { get; init; }

    /// <summary>The number of events by code.</summary>
    public IReadOnlyDictionary<string, long> Events { get; init; } = new Dictionary<string, long>();
}
