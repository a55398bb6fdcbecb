using InputHost.State;
using InputSdk;

namespace InputHost.Read;

/// <summary>The configuration and options of one run.</summary>
internal sealed record RunOptions
{
    public required InputConfig Config { get; init; }

    /// <summary>Null for a run that stores no checkpoint.</summary>
    public CheckpointSlot? Slot { get; init; }

    /// <summary>The number of records after which the run stops, for a preview.</summary>
    public long? Limit { get; init; }

    public DayRange? Days { get; init; }

    /// <summary>The maximum number of objects that are requested at once; null if the connector decides.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The format of the records; null for the native format.</summary>
    public string? Format { get; init; }

    /// <summary>The pause between two passes of a continuous run; null for one pass.</summary>
    public TimeSpan? Follow { get; init; }

    /// <summary>The next pass, of this run or of the next, starts within minutes.</summary>
    public bool IsFollowing
    {
        get => Follow is not null || field;
        init;
    }

    /// <summary>Rejected lines are shown because no output receives them.</summary>
    public bool ShowRejects { get; init; }
}
