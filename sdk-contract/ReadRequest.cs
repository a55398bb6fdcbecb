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

    /// <summary>
    /// The id of the format of the records, from the manifest's <c>formats</c>; <see langword="null"/> or
    /// <see cref="RecordFormats.Native"/> for the columns of the log type. A format changes only the bytes of
    /// records, never the other messages: a host can continue from a checkpoint with another format. An unknown
    /// format is refused with <see cref="ErrorKind.Config"/>. From contract 1.4.
    /// </summary>
    public string? Format { get; init; }
}

/// <summary>The ids of formats that mean the same for all connectors.</summary>
public static class RecordFormats
{
    /// <summary>Only the columns of the log type. Every connector has this format.</summary>
    public const string Native = "native";

    /// <summary>
    /// The columns, and before them <c>_time</c> (RFC 3339 in UTC with milliseconds, or null), <c>_id</c>
    /// (<see cref="RecordId"/>), the named parts of the object's path, <c>_object</c> (<c>s3://bucket/key</c>) and
    /// <c>_line</c> (the ordinal).
    /// </summary>
    public const string Enriched = "enriched";
}

/// <summary>A range of days in UTC, as in the folders of the source, including both ends.</summary>
public readonly record struct DayRange
{
    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day, not before <see cref="From"/>.</summary>
    public required DateOnly To { get; init; }
}
