namespace InputSdk;

/// <summary>
/// The progress of reading an input. It is opaque to the host, which stores it and returns it
/// unchanged. It contains no secret and no record.
/// </summary>
public sealed record Checkpoint
{
    /// <summary>The maximum length of <see cref="State"/>, in bytes.</summary>
    public const int MaxStateBytes = 128 * 1024;

    /// <summary>
    /// The version of the format of <see cref="State"/>. A connector reads the versions that its
    /// manifest lists, writes the newest and refuses all others.
    /// </summary>
    public required int Version { get; init; }

    /// <summary>
    /// The state of the connector, at most <see cref="MaxStateBytes"/> bytes. The bytes stay valid: they are
    /// not part of a reused buffer.
    /// </summary>
    public required ReadOnlyMemory<byte> State { get; init; }
}
