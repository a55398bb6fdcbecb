namespace InputSdk.S3;

/// <summary>
/// What a checkpoint says: an immutable value. Times are S3's own, in whole milliseconds as LIST
/// gives them. CHECKPOINT.md explains the words.
/// </summary>
internal sealed record CheckpointState
{
    public const int Version = 2;

    public const int SaltBytes = 16;

    public const int SourceBytes = 32;

    /// <summary>Random; makes it impossible to craft keys whose ids collide.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>Which endpoint, bucket, prefix and log type it belongs to, as a hash.</summary>
    public required byte[] Source { get; init; }

    /// <summary>The backfill time that the input began with.</summary>
    public DateTimeOffset? Backfill { get; init; }

    /// <summary>Every object with an earlier LastModified is resolved or parked.</summary>
    public DateTimeOffset Watermark { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The sweep under way.</summary>
    public Sweep? Sweep { get; init; }

    /// <summary>The last complete sweep; its position is empty.</summary>
    public Sweep? LastSweep { get; init; }

    /// <summary>The roots that the last sweep found, for polls.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>
    /// Resolved objects at or above the watermark: id to LastModified in seconds since 1970, rounded
    /// down. The time is kept to know which ids a higher watermark makes needless.
    /// </summary>
    public IReadOnlyDictionary<ulong, uint> Ids { get; init; } = new Dictionary<ulong, uint>();

    /// <summary>Objects that failed and are tried again, by id.</summary>
    public IReadOnlyDictionary<ulong, ParkedObject> Parked { get; init; } = new Dictionary<ulong, ParkedObject>();

    /// <summary>Large objects under way or parked: id to lines handed over.</summary>
    public IReadOnlyDictionary<ulong, long> Partials { get; init; } = new Dictionary<ulong, long>();
}

/// <summary>One walk over everything under the roots.</summary>
internal sealed record Sweep
{
    /// <summary>S3's time before its first page was listed.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Every object listed up to this key, itself included, is resolved or parked.</summary>
    public string Position { get; init; } = "";

    /// <summary>LIST requests it took so far.</summary>
    public int Requests { get; init; }

    /// <summary>The versions up to the position that are older than the watermark it began with.</summary>
    public ObjectSetDigest Below { get; init; }

    /// <summary>The versions up to the position that are older than the watermark it will leave.</summary>
    public ObjectSetDigest Leaves { get; init; }
}

/// <summary>How many versions, and which, in 16 bytes: their number and the XOR of their ids.</summary>
internal readonly record struct ObjectSetDigest(long Count, ulong Xor)
{
    public ObjectSetDigest With(ulong id) => new(Count + 1, Xor ^ id);

    /// <summary>Both together, of versions that are in one of them only.</summary>
    public ObjectSetDigest With(ObjectSetDigest other) => new(Count + other.Count, Xor ^ other.Xor);
}

/// <summary>A version that could not be read, and when it is tried again.</summary>
internal sealed record ParkedObject
{
    public required ObjectVersion Version { get; init; }

    /// <summary>The code of the error it failed with last.</summary>
    public required string Code { get; init; }

    /// <summary>How often it was tried, over all passes.</summary>
    public required int Attempts { get; init; }

    /// <summary>By S3's time.</summary>
    public required DateTimeOffset NextTry { get; init; }
}
