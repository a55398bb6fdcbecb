namespace InputSdk;

/// <summary>
/// One message of a read. The set is closed: <see cref="RecordBatch"/>, <see cref="RejectedLine"/>,
/// <see cref="ObjectSkipped"/> and <see cref="CheckpointReached"/>.
/// </summary>
public abstract record InputMessage
{
    private protected InputMessage() { }
}

/// <summary>Consecutive records of one object.</summary>
public sealed record RecordBatch : InputMessage
{
    /// <summary>The id of the log type, as the manifest lists it.</summary>
    public required string LogType { get; init; }

    /// <summary>The origin of the first record. The origin of the n-th record after it is n lines further.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>The number of records, at least one.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The records as NDJSON: UTF-8, each a JSON object on one line that ends with <c>\n</c>. The members
    /// are the columns of the log type in their order, or what <see cref="ReadRequest.Format"/> asks for. <b>The
    /// bytes are valid until the next message is pulled</b>; then the buffer is reused.
    /// </summary>
    public required ReadOnlyMemory<byte> Records { get; init; }

    /// <summary>
    /// The day that the source assigns to the object, in UTC: for S3 the first day folder of the key, otherwise the day
    /// on which the object was written. All lines of an object version have the same day, which no line decides. A host
    /// can store records by it. <see langword="null"/> if the source has no days. From contract 1.5.
    /// </summary>
    public DateOnly? Day { get; init; }

    /// <summary>The number of records that were repaired or contain irregular data.</summary>
    public RecordNotes Notes { get; init; }

    /// <summary>The origin and the count, never the data.</summary>
    public override string ToString() => $"{nameof(RecordBatch)} {Origin} +{Count}";
}

/// <summary>A position in the source.</summary>
public readonly record struct RecordOrigin
{
    /// <summary>The container of the objects: for S3 the bucket.</summary>
    public required string Container { get; init; }

    /// <summary>The object in the container: for S3 the key.</summary>
    public required string Object { get; init; }

    /// <summary>Identifies the content of the object: for S3 the ETag without quotes.</summary>
    public required string Version { get; init; }

    /// <summary>The line in the object, starting at 1; 0 for the whole object.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The position as text, such as <c>s3://bucket/key:17</c>.</summary>
    public override string ToString() => $"s3://{Container}/{Object}:{Ordinal}";
}

/// <summary>The numbers of records of a batch with irregular data; all zero for regular data.</summary>
public readonly record struct RecordNotes
{
    /// <summary>Records with bytes that are not UTF-8, which are replaced by U+FFFD.</summary>
    public int InvalidText { get; init; }

    /// <summary>Records with a delimiter inside a value, which were repaired in the only possible way.</summary>
    public int Repaired { get; init; }

    /// <summary>Records with more columns than are known; the additional ones are in <c>_extra</c>.</summary>
    public int Surplus { get; init; }

    /// <summary>
    /// Records whose time is not a date that exists, such as 31 February. Their columns keep the text; a format that
    /// has a time of its own has none for them. Counted only in such formats. From contract 1.4.
    /// </summary>
    public int UnreadableTime { get; init; }
}

/// <summary>A line that is not a valid record. It is emitted so that it is not lost.</summary>
public sealed record RejectedLine : InputMessage
{
    /// <summary>The id of the expected log type.</summary>
    public required string LogType { get; init; }

    /// <summary>The origin of the line.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>The day of the object, as in <see cref="RecordBatch.Day"/>. From contract 1.5.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>
    /// The bytes of the line as they are in the source, without the line ending. Valid until the next
    /// message is pulled.
    /// </summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Why the line is not a valid record; of kind <see cref="ErrorKind.Data"/>.</summary>
    public required InputError Error { get; init; }

    /// <summary>The origin and the error code, never the data.</summary>
    public override string ToString() => $"{nameof(RejectedLine)} {Origin} {Error.Code}";
}

/// <summary>
/// An object that could not be read completely. It is not retried, unless its reason indicates it. A parked
/// object is reported each time it was tried, so the same object can be reported in every pass.
/// </summary>
public sealed record ObjectSkipped : InputMessage
{
    /// <summary>The object; its ordinal is 0.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>The reason.</summary>
    public required SkipReason Reason { get; init; }

    /// <summary>Sentences for the user: what was found and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The error of the last attempt; <see langword="null"/> when it was not tried.</summary>
    public InputError? Error { get; init; }

    /// <summary>The number of attempts in all passes; 0 when it was not tried.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// The earliest time, by the source's clock, at which a pass of a continuous read
    /// (<see cref="ReadRequest.Following"/>) retries the object; any other pass retries it at once.
    /// <see langword="null"/> when it is not retried automatically.
    /// </summary>
    public DateTimeOffset? NextTry { get; init; }
}

/// <summary>Why an object was not read.</summary>
public enum SkipReason
{
    /// <summary>The object has no bytes.</summary>
    Empty,

    /// <summary>The object was deleted, or replaced by a version that is listed later, before it was read.</summary>
    Gone,

    /// <summary>The object is in an archive storage class and must be restored first.</summary>
    Archived,

    /// <summary>
    /// The object failed and does not block others: it is kept in the checkpoint and retried
    /// (<see cref="ObjectSkipped.NextTry"/>).
    /// </summary>
    Parked,
}

/// <summary>
/// A point from which the read can be resumed. It covers all messages before it and none after it.
/// </summary>
public sealed record CheckpointReached : InputMessage
{
    /// <summary>The checkpoint to store.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>Records since the last checkpoint of this read. A host compares them with what it received.</summary>
    public required long Records { get; init; }

    /// <summary>Rejected lines since the last checkpoint of this read.</summary>
    public required long RejectedLines { get; init; }

    /// <summary>Objects finished since the last checkpoint of this read, including skipped objects.</summary>
    public required long Objects { get; init; }

    /// <summary>
    /// The most recent object that this read finished (read or skipped); <see langword="null"/> when there is none.
    /// For display only.
    /// </summary>
    public Cursor? Cursor { get; init; }
}

/// <summary>The progress of a read in the source, for display.</summary>
public sealed record Cursor
{
    /// <summary>
    /// When the object was written, by the source's clock. The difference to the current time is the maximum lag of
    /// the read: there might be no more recent object.
    /// </summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The object: for S3 the key.</summary>
    public required string Object { get; init; }
}
