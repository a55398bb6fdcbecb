using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputHost.Serve;

/// <summary>A connector as the pages see it.</summary>
internal sealed record ConnectorView(
    string Id,
    string Name,
    string Version,
    JsonElement Description,
    JsonElement Config,
    JsonElement Check,
    JsonElement LogTypes
)
{
    public static ConnectorView Of(Plugin plugin) =>
        new(
            plugin.Manifest.Id,
            plugin.Manifest.Name,
            plugin.Manifest.Version,
            plugin.Manifest.Description,
            plugin.Manifest.Config,
            plugin.Manifest.Check,
            plugin.Manifest.LogTypes
        );
}

/// <summary>An input in a list.</summary>
internal record Summary
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Connector { get; init; }

    public required string ConnectorName { get; init; }

    public required RunState State { get; init; }

    public required Outcome Outcome { get; init; }

    public ApiError? LastError { get; init; }

    public DateTimeOffset? NextRun { get; init; }

    public DateTimeOffset? LastRunEnded { get; init; }

    public required long Records { get; init; }

    public required long RejectedLines { get; init; }

    public required long Bytes { get; init; }

    public required long Objects { get; init; }

    public required int Parked { get; init; }

    public CursorView? Cursor { get; init; }

    public long? LagSeconds { get; init; }
}

/// <summary>An input with all that its page shows.</summary>
internal sealed record InputView : Summary
{
    [SetsRequiredMembers]
    public InputView(Summary summary)
        : base(summary) { }

    public JsonObject Settings { get; init; } = [];

    public IReadOnlyDictionary<string, SecretView> Secrets { get; init; } = new Dictionary<string, SecretView>();

    public Schedule Schedule { get; init; } = new();

    public bool MissingConnector { get; init; }

    public bool Full { get; init; }

    public ProgressView? Progress { get; init; }

    public IReadOnlyList<RunView> LastRuns { get; init; } = [];

    public IReadOnlyList<MinuteView> Chart { get; init; } = [];

    public IReadOnlyList<UnreadObject> Left { get; init; } = [];

    public OutputView Output { get; init; } = new("", []);
}

internal enum RunState
{
    Idle,
    Running,
    Stopping,

    /// <summary>The last run failed for a reason that may pass, and it is tried again.</summary>
    Waiting,
}

internal sealed record SecretView(DateTimeOffset SetAt);

internal sealed record CursorView(DateTimeOffset Time, string Key);

internal sealed record ProgressView(
    DateTimeOffset Started,
    long Listed,
    long ListedBytes,
    long Records,
    long Objects,
    long Bytes,
    long RejectedLines,
    string Text
);

internal sealed record RunView(
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    Outcome Outcome,
    long Records,
    long Objects,
    long Bytes,
    long RejectedLines,
    ApiError? Error,
    IReadOnlyList<string> Remarks
);

internal sealed record MinuteView(DateTimeOffset Minute, long Records);

internal sealed record OutputView(string Folder, IReadOnlyList<FileView> Files);

internal sealed record FileView(string Name, long Bytes);

/// <summary>What a person enters.</summary>
internal sealed record InputBody
{
    public required string Name { get; init; }

    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    /// <summary>Of stored ones, those that are absent are kept, and null removes one.</summary>
    public JsonObject Secrets { get; init; } = [];

    public Schedule Schedule { get; init; } = new();
}

/// <summary>A configuration to be tried out.</summary>
internal sealed record TryBody
{
    public required string Connector { get; init; }

    public required JsonObject Settings { get; init; }

    public JsonObject Secrets { get; init; } = [];

    /// <summary>The input whose stored secrets stand in for absent ones.</summary>
    public string? Input { get; init; }
}

internal sealed record RunBody
{
    public bool Full { get; init; }
}
