namespace InputSdk;

/// <summary>
/// How far an input has been read. Opaque to the host, which stores it whole and gives it back
/// unchanged; it holds no secret and no record.
/// </summary>
public sealed record Checkpoint
{
    /// <summary>The largest <see cref="State"/> there may be, in bytes.</summary>
    public const int MaxStateBytes = 128 * 1024;

    /// <summary>
    /// The version of the form of <see cref="State"/>. A connector reads the versions that its
    /// manifest lists, writes the newest and refuses every other.
    /// </summary>
    public required int Version { get; init; }

    /// <summary>
    /// The connector's own bytes, at most <see cref="MaxStateBytes"/>. They stay valid: a checkpoint
    /// is no window into a buffer.
    /// </summary>
    public required ReadOnlyMemory<byte> State { get; init; }
}
