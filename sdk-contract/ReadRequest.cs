namespace InputSdk;

/// <summary>What one pass shall read.</summary>
public sealed record ReadRequest
{
    /// <summary>The configuration of the input.</summary>
    public required InputConfig Config { get; init; }

    /// <summary>
    /// The last checkpoint that the host stored for this input; <see langword="null"/> to read from
    /// the start. One that cannot be used is refused with <see cref="ErrorKind.Checkpoint"/>; a read
    /// never starts over by itself.
    /// </summary>
    public Checkpoint? From { get; init; }

    /// <summary>
    /// The host calls again within minutes, so a pass may look only where new data is likely and
    /// leave thorough but costly work to a later one.
    /// </summary>
    public bool Following { get; init; }

    /// <summary>
    /// Reads only these days again, whatever was read before. Such a pass takes no checkpoint and
    /// gives none.
    /// </summary>
    public DayRange? Days { get; init; }

    /// <summary>
    /// The most objects that are requested from the source at once; <see langword="null"/> to leave it to the
    /// connector. At least 1.
    /// </summary>
    public int? Concurrency { get; init; }
}

/// <summary>Days in UTC as the source files them, both ends included.</summary>
public readonly record struct DayRange
{
    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day, not before <see cref="From"/>.</summary>
    public required DateOnly To { get; init; }
}
