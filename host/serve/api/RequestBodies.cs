using System.Text.Json.Nodes;
using InputHost.Serve.Inputs;

namespace InputHost.Serve.Api;

/// <summary>An input as a user enters it.</summary>
internal sealed record InputBody
{
    public required string Name { get; init; }

    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    /// <summary>Absent secrets are kept. The value null removes a secret.</summary>
    public JsonObject Secrets { get; init; } = [];

    public Schedule Schedule { get; init; } = new();

    /// <summary>The ID of the format of the records. If absent, a new input has native; others keep theirs.</summary>
    public string? Format { get; init; }
}

/// <summary>A configuration to test or preview.</summary>
internal sealed record TryBody
{
    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    public JsonObject Secrets { get; init; } = [];

    /// <summary>The ID of the format of the previewed records. If absent, native.</summary>
    public string? Format { get; init; }

    /// <summary>The ID of the input whose stored secrets replace absent ones.</summary>
    public string? Input { get; init; }
}

internal sealed record RunBody
{
    public bool Full { get; init; }
}
