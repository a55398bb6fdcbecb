using InputSdk.S3.Store;

namespace InputSdk.S3.Simulation;

/// <summary>
/// A bucket and its whole history, defined in advance: when each version appears and is deleted, its fault, when the
/// source fails, the latency, and how often the host is killed. A world never changes, so it can be run again with
/// another host or another engine.
/// </summary>
internal sealed record World
{
    public required int Seed { get; init; }

    /// <summary>All versions, by key in UTF-8 byte order and then by the time they appear.</summary>
    public required IReadOnlyList<WorldObject> Objects { get; init; }

    public required IReadOnlyList<Outage> Outages { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>After this time, no version appears or is deleted, and the source is available.</summary>
    public required DateTimeOffset Still { get; init; }

    /// <summary>Settings of the input besides its bucket, as JSON members with a leading comma.</summary>
    public string Settings { get; init; } = "";

    public DateTimeOffset? Backfill { get; init; }

    /// <summary>
    /// Passes start just after a multiple of this interval, so that sweep starts and watermarks coincide with
    /// LastModified times of objects.
    /// </summary>
    public required TimeSpan Grid { get; init; }

    /// <summary>The number of keys on a page of a listing.</summary>
    public required int PageSize { get; init; }

    /// <summary>The maximum duration of one call of the store.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>The percentage of calls that fail temporarily.</summary>
    public required int ListFaults { get; init; }

    public required int GetFaults { get; init; }

    /// <summary>The percentage of passes in which the host is killed.</summary>
    public required int Crashes { get; init; }

    public required bool Following { get; init; }

    /// <summary>The maximum time between two passes.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>The offset of the local clock.</summary>
    public required TimeSpan ClockOff { get; init; }

    /// <summary>
    /// The jump of the local clock in the middle of the world. It lasts until the world is still, or permanently.
    /// </summary>
    public TimeSpan ClockJump { get; init; }

    /// <summary>The jump is permanent.</summary>
    public bool ClockStaysJumped { get; init; }

    /// <summary>The offset of every Date header of the source.</summary>
    public TimeSpan DateOff { get; init; }

    /// <summary>An additional offset of the Date header in <see cref="DateFaults"/> percent of the responses.</summary>
    public TimeSpan DateOffOnce { get; init; }

    public int DateFaults { get; init; }

    /// <summary>The percentage of wrong responses to listings.</summary>
    public int OddPages { get; init; }

    /// <summary>The percentage of existing objects that a GET does not find.</summary>
    public int FalseMissing { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>
    /// Whether an object breaks the assumption about lateness. The engine is not responsible for its loss.
    /// </summary>
    public bool HasLateObjects => Objects.Any(found => found.BreaksLateness);
}

/// <summary>One version of an object, with its times and its fault.</summary>
internal sealed record WorldObject
{
    public required ObjectVersion Version { get; init; }

    public required Body Body { get; init; }

    public required DateTimeOffset AppearsAt { get; init; }

    /// <summary>The time of its deletion or replacement.</summary>
    public DateTimeOffset GoneAt { get; init; } = DateTimeOffset.MaxValue;

    public ObjectFault Fault { get; init; }

    /// <summary>The time at which the fault is fixed.</summary>
    public DateTimeOffset FaultEnds { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The number of bodies that break before one is complete.</summary>
    public int BrokenBodies { get; init; }

    /// <summary>The time from its LastModified until it appears exceeds the lateness that the engine assumes.</summary>
    public bool BreaksLateness { get; init; }

    /// <summary>The backfill time excludes it from the input.</summary>
    public bool IsOutside { get; init; }

    /// <summary>It is in the folder of another day than the one on which it appears.</summary>
    public bool IsInOldFolder { get; init; }

    public bool IsCurrentAt(DateTimeOffset time) => AppearsAt <= time && time < GoneAt;

    public bool HasFaultAt(DateTimeOffset time) => Fault != ObjectFault.None && time < FaultEnds;

    /// <summary>Whether it can be read when the world is still.</summary>
    public bool IsReadableInTheEnd => !IsOutside && (Fault == ObjectFault.None || FaultEnds != DateTimeOffset.MaxValue);
}

/// <summary>The fault of an object.</summary>
internal enum ObjectFault
{
    None,
    Empty,
    Corrupt,
    NotALog,
    TooLarge,
    Denied,
    ListedAsArchived,
    FoundArchived,
}

/// <summary>A period in which the source fails.</summary>
internal sealed record Outage(OutageKind Kind, DateTimeOffset From, DateTimeOffset Until);

internal enum OutageKind
{
    SlowDown,
    Network,
    ExpiredToken,
    Redirect,
    ListDenied,
    EveryGetDenied,
    EveryBodyBreaks,
    EveryGetMissing,
}

/// <summary>The point at which the host is killed.</summary>
internal enum CrashPoint
{
    None,
    InStoreCall,
    AtMessage,
    BeforeCommit,
    AfterCommit,
    Cancelled,
}
