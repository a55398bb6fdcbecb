using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using InputHost.Read;
using InputHost.Serve.Errors;
using InputHost.Serve.Inputs;
using InputSdk;

namespace InputHost.Serve.Api;

/// <summary>An input as an item of a list.</summary>
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

/// <summary>An input with all its details.</summary>
internal sealed record InputView : Summary
{
    [SetsRequiredMembers]
    public InputView(Summary summary)
        : base(summary) { }

    public JsonObject Settings { get; init; } = [];

    public IReadOnlyDictionary<string, SecretView> Secrets { get; init; } = new Dictionary<string, SecretView>();

    public Schedule Schedule { get; init; } = new();

    /// <summary>The ID of the format of the records.</summary>
    public string Format { get; init; } = RecordFormats.Native;

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

    /// <summary>The last run failed with a transient error, and the next run is scheduled.</summary>
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
