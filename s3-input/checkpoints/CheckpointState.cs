using InputSdk.S3.Store;

namespace InputSdk.S3.Checkpoints;

/// <summary>
/// The content of a checkpoint, as an immutable value. Times are in whole milliseconds. CHECKPOINT.md explains the
/// terms.
/// </summary>
internal sealed record CheckpointState
{
    public const int Version = 2;

    public const int SaltBytes = 16;

    public const int SourceBytes = 32;

    /// <summary>Random, so that it is not possible to craft keys whose ids collide.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>The hash of the endpoint, bucket, prefix and log type that it belongs to.</summary>
    public required byte[] Source { get; init; }

    /// <summary>The backfill time with which the input was started.</summary>
    public DateTimeOffset? Backfill { get; init; }

    /// <summary>Every object with an earlier LastModified is resolved or parked.</summary>
    public DateTimeOffset Watermark { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The sweep in progress.</summary>
    public Sweep? Sweep { get; init; }

    /// <summary>The last complete sweep; its position is empty.</summary>
    public Sweep? LastSweep { get; init; }

    /// <summary>The roots that the last sweep found, for polls.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>
    /// Resolved objects at or above the watermark: id to LastModified in seconds since 1970, rounded down. The time
    /// shows which ids can be dropped when the watermark rises.
    /// </summary>
    public IReadOnlyDictionary<ulong, uint> Ids { get; init; } = new Dictionary<ulong, uint>();

    /// <summary>Objects that failed and are retried, by id.</summary>
    public IReadOnlyDictionary<ulong, ParkedObject> Parked { get; init; } = new Dictionary<ulong, ParkedObject>();

    /// <summary>Large objects that are in progress or parked: id to the number of delivered lines.</summary>
    public IReadOnlyDictionary<ulong, long> Partials { get; init; } = new Dictionary<ulong, long>();
}

/// <summary>A full listing under the roots.</summary>
internal sealed record Sweep
{
    /// <summary>The earliest time that any clock showed before its first page, minus a margin.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Every object listed up to and including this key is resolved or parked.</summary>
    public string Position { get; init; } = "";

    /// <summary>The number of LIST requests so far.</summary>
    public int Requests { get; init; }

    /// <summary>The versions up to the position that are older than the watermark at its start.</summary>
    public ObjectSetDigest Below { get; init; }

    /// <summary>The versions up to the position that are older than the watermark after it.</summary>
    public ObjectSetDigest Leaves { get; init; }
}

/// <summary>A digest of a set of versions in 16 bytes: their number and the XOR of their ids.</summary>
internal readonly record struct ObjectSetDigest(long Count, ulong Xor)
{
    public ObjectSetDigest With(ulong id) => new(Count + 1, Xor ^ id);

    /// <summary>The digest of the union of two disjoint sets.</summary>
    public ObjectSetDigest With(ObjectSetDigest other) => new(Count + other.Count, Xor ^ other.Xor);
}

/// <summary>A version that could not be read, and when it is retried.</summary>
internal sealed record ParkedObject
{
    public required ObjectVersion Version { get; init; }

    /// <summary>The code of its last error.</summary>
    public required string Code { get; init; }

    /// <summary>The number of attempts in all passes.</summary>
    public required int Attempts { get; init; }

    /// <summary>Compared with the time of a pass.</summary>
    public required DateTimeOffset NextTry { get; init; }
}
