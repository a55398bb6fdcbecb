using System.Text.Json.Nodes;
using InputHost.State;
using InputSdk;

namespace InputHost.Serve.Inputs;

/// <summary>A stored input: what a user entered, and its progress.</summary>
internal sealed record StoredInput
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    /// <summary>The encrypted JSON object of all secrets; null if there are none.</summary>
    public byte[]? Secrets { get; init; }

    /// <summary>When each secret was set, by name.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> SecretsSet { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>The format of the records; null for the native format.</summary>
    public string? Format { get; init; }

    /// <summary>The number of the folder that contains the records.</summary>
    public int Folder { get; init; } = 1;

    /// <summary>Whether a full re-sync is running or unfinished. Its records are written to the next folder.</summary>
    public bool Full { get; init; }

    public CommittedTotals Sums { get; init; }

    /// <summary>The totals of the full re-sync, until it is complete.</summary>
    public CommittedTotals FullSums { get; init; }

    /// <summary>The time and key of the newest object that was read.</summary>
    public Cursor? Cursor { get; init; }
}
