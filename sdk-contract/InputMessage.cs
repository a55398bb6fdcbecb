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

    /// <summary>Where the first record stands; the n-th after it stands n lines further.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>How many records there are, at least one.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The records as NDJSON: UTF-8, each a JSON object on one line that ends with <c>\n</c>, the
    /// members being the log type's columns in their order. <b>The bytes are valid until the next
    /// message is pulled</b>; the buffer is used again then.
    /// </summary>
    public required ReadOnlyMemory<byte> Records { get; init; }

    /// <summary>What had to be done to read some of the records.</summary>
    public RecordNotes Notes { get; init; }

    /// <summary>Names the place and the count, never the data.</summary>
    public override string ToString() => $"{nameof(RecordBatch)} {Origin} +{Count}";
}

/// <summary>A place in the source.</summary>
public readonly record struct RecordOrigin
{
    /// <summary>What holds the objects: for S3 the bucket.</summary>
    public required string Container { get; init; }

    /// <summary>The object within it: for S3 the key.</summary>
    public required string Object { get; init; }

    /// <summary>What tells one content of the object from another: for S3 the ETag without quotes.</summary>
    public required string Version { get; init; }

    /// <summary>The line within the object, the first being 1; 0 where the object as a whole is meant.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The place for people, such as <c>s3://bucket/key:17</c>.</summary>
    public override string ToString() => $"s3://{Container}/{Object}:{Ordinal}";
}

/// <summary>How many records of a batch were read with a remark; all zero in ordinary data.</summary>
public readonly record struct RecordNotes
{
    /// <summary>Records with bytes that are not UTF-8, each replaced by U+FFFD.</summary>
    public int InvalidText { get; init; }

    /// <summary>Records with a delimiter inside a value, put together again in the only way possible.</summary>
    public int Repaired { get; init; }

    /// <summary>Records with more columns than are known; the surplus is in <c>_extra</c>.</summary>
    public int Surplus { get; init; }
}

/// <summary>A line that is no record. It is handed over so that it is not lost.</summary>
public sealed record RejectedLine : InputMessage
{
    /// <summary>The id of the log type that the line was expected to be of.</summary>
    public required string LogType { get; init; }

    /// <summary>Where the line stands.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>
    /// The bytes of the line as they are in the source, without its line end. Valid until the next
    /// message is pulled.
    /// </summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Why it is no record; of kind <see cref="ErrorKind.Data"/>.</summary>
    public required InputError Error { get; init; }

    /// <summary>Names the place and the reason, never the data.</summary>
    public override string ToString() => $"{nameof(RejectedLine)} {Origin} {Error.Code}";
}

/// <summary>
/// An object that could not be read, or not to its end, and will not be tried again unless its reason
/// says so. A parked object is told of whenever it was tried, so the same one may come in every pass.
/// </summary>
public sealed record ObjectSkipped : InputMessage
{
    /// <summary>The object; its ordinal is 0.</summary>
    public required RecordOrigin Origin { get; init; }

    /// <summary>Why.</summary>
    public required SkipReason Reason { get; init; }

    /// <summary>The reason in words: what was found and what to do about it.</summary>
    public required string Message { get; init; }

    /// <summary>What went wrong when it was tried last; <see langword="null"/> when it was not tried.</summary>
    public InputError? Error { get; init; }

    /// <summary>How often it was tried, over all passes; 0 when it was not tried.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// The earliest time, by the source's clock, at which a pass of a read that follows tries it again
    /// (<see cref="ReadRequest.Following"/>); any other pass does at once. <see langword="null"/> when
    /// none does by itself.
    /// </summary>
    public DateTimeOffset? NextTry { get; init; }
}

/// <summary>Why an object was not read.</summary>
public enum SkipReason
{
    /// <summary>It holds no bytes.</summary>
    Empty,

    /// <summary>It was deleted, or replaced by a version that is listed later, before it could be read.</summary>
    Gone,

    /// <summary>It lies in an archive and must be restored first.</summary>
    Archived,

    /// <summary>
    /// It failed, and holds nobody up: the checkpoint keeps it, and it is tried again
    /// (<see cref="ObjectSkipped.NextTry"/>).
    /// </summary>
    Parked,
}

/// <summary>
/// A point at which the read can be taken up again. It covers all messages before it and none after.
/// </summary>
public sealed record CheckpointReached : InputMessage
{
    /// <summary>What to store.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>Records since the last checkpoint of this read. A host compares them with what arrived.</summary>
    public required long Records { get; init; }

    /// <summary>Rejected lines since the last checkpoint of this read.</summary>
    public required long RejectedLines { get; init; }

    /// <summary>Objects finished since the last checkpoint of this read, skipped ones included.</summary>
    public required long Objects { get; init; }

    /// <summary>The youngest object of this read that is finished, be it read or skipped; <see langword="null"/> when none is. For people: it decides nothing.</summary>
    public Cursor? Cursor { get; init; }
}

/// <summary>How far a read has come in the source, for people.</summary>
public sealed record Cursor
{
    /// <summary>When the object was written, by the source's clock. A read lags behind at most so far as this is earlier than now: there may be nothing younger.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The object: for S3 the key.</summary>
    public required string Object { get; init; }
}
