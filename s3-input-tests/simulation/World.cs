namespace InputSdk.S3.Simulation;

/// <summary>
/// A bucket and its whole history, told in advance: when each version appears and goes, what is wrong
/// with it, when the source fails, how slow everything is and how often the host is killed. It never
/// changes; the same world can be lived through again, with another host or another engine.
/// </summary>
internal sealed record World
{
    public required int Seed { get; init; }

    /// <summary>All versions there ever are, by key in UTF-8 byte order and then by the time they appear.</summary>
    public required IReadOnlyList<WorldObject> Objects { get; init; }

    public required IReadOnlyList<Outage> Outages { get; init; }

    public required DateTimeOffset Begins { get; init; }

    /// <summary>From here on nothing appears or goes, and the source is well.</summary>
    public required DateTimeOffset Still { get; init; }

    /// <summary>Settings of the input besides its bucket, as JSON members with a comma in front.</summary>
    public string Settings { get; init; } = "";

    public DateTimeOffset? Backfill { get; init; }

    /// <summary>
    /// Passes begin just after a multiple of this, so that sweeps start, and the watermark lies, at the
    /// very times that objects bear.
    /// </summary>
    public required TimeSpan Grid { get; init; }

    /// <summary>Keys on a page of a listing.</summary>
    public required int PageSize { get; init; }

    /// <summary>The longest that one call of the store takes.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>Calls that fail for no lasting reason, of a hundred.</summary>
    public required int ListFaults { get; init; }

    public required int GetFaults { get; init; }

    /// <summary>Passes that the host does not survive, of a hundred.</summary>
    public required int Crashes { get; init; }

    public required bool Following { get; init; }

    /// <summary>The longest time between two passes.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>What the local clock is off by.</summary>
    public required TimeSpan ClockOff { get; init; }

    /// <summary>What the local clock jumps by in the middle of the world, until everything is still or for good.</summary>
    public TimeSpan ClockJump { get; init; }

    /// <summary>The jump is never taken back.</summary>
    public bool ClockStaysJumped { get; init; }

    /// <summary>What every Date of the source is off by.</summary>
    public TimeSpan DateOff { get; init; }

    /// <summary>What single Dates are off by besides, in <see cref="DateFaults"/> of a hundred answers.</summary>
    public TimeSpan DateOffOnce { get; init; }

    public int DateFaults { get; init; }

    /// <summary>Answers to listings that are not the listing that was asked for, of a hundred.</summary>
    public int OddPages { get; init; }

    /// <summary>Objects that are there and that a GET does not find, of a hundred.</summary>
    public int FalseMissing { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>Some object breaks the assumption about lateness; then the loss of it is not the engine's.</summary>
    public bool HasBreach => Objects.Any(found => found.BreaksLateness);
}

/// <summary>One version of an object, and its fate.</summary>
internal sealed record WorldObject
{
    public required ObjectVersion Version { get; init; }

    public required Body Body { get; init; }

    public required DateTimeOffset AppearsAt { get; init; }

    /// <summary>When it is deleted or replaced.</summary>
    public DateTimeOffset GoneAt { get; init; } = DateTimeOffset.MaxValue;

    public ObjectFault Fault { get; init; }

    /// <summary>When the fault is mended.</summary>
    public DateTimeOffset FaultEnds { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>So many bodies break off before one comes whole.</summary>
    public int BrokenBodies { get; init; }

    /// <summary>It appears later after its LastModified than the engine assumes.</summary>
    public bool BreaksLateness { get; init; }

    /// <summary>By the backfill time it is no part of the input.</summary>
    public bool IsOutside { get; init; }

    /// <summary>It lies in the folder of another day than the one it appears on.</summary>
    public bool IsInOldFolder { get; init; }

    public bool IsCurrentAt(DateTimeOffset time) => AppearsAt <= time && time < GoneAt;

    public bool HasFaultAt(DateTimeOffset time) => Fault != ObjectFault.None && time < FaultEnds;

    /// <summary>It can be read once everything is still.</summary>
    public bool IsReadableInTheEnd => !IsOutside && (Fault == ObjectFault.None || FaultEnds != DateTimeOffset.MaxValue);
}

/// <summary>What is wrong with an object.</summary>
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

/// <summary>A time in which the source fails.</summary>
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

/// <summary>Where a host dies.</summary>
internal enum CrashPoint
{
    None,
    InStoreCall,
    AtMessage,
    BeforeCommit,
    AfterCommit,
    Cancelled,
}
