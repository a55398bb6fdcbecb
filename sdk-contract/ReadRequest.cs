namespace InputSdk;

/// <summary>The parameters of one pass.</summary>
public sealed record ReadRequest
{
    /// <summary>The configuration of the input.</summary>
    public required InputConfig Config { get; init; }

    /// <summary>
    /// The last checkpoint that the host stored for this input; <see langword="null"/> to read from
    /// the start. A checkpoint that cannot be used is refused with <see cref="ErrorKind.Checkpoint"/>; a
    /// read never starts over automatically.
    /// </summary>
    public Checkpoint? From { get; init; }

    /// <summary>
    /// The host calls again within minutes, so a pass may read only where new data is likely and
    /// postpone complete but costly work to a later pass.
    /// </summary>
    public bool Following { get; init; }

    /// <summary>
    /// Reads only these days, even if they were read before. Such a pass uses no checkpoint and
    /// emits none.
    /// </summary>
    public DayRange? Days { get; init; }

    /// <summary>
    /// The maximum number of objects that are requested from the source at once, at least 1;
    /// <see langword="null"/> if the connector decides.
    /// </summary>
    public int? Concurrency { get; init; }
}

/// <summary>A range of days in UTC, as in the folders of the source, including both ends.</summary>
public readonly record struct DayRange
{
    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day, not before <see cref="From"/>.</summary>
    public required DateOnly To { get; init; }
}
