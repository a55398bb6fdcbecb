namespace InputHost.State;

/// <summary>The checkpoints that a state file can contain.</summary>
internal enum CheckpointKind
{
    /// <summary>The checkpoint of the input.</summary>
    Current,

    /// <summary>The checkpoint of a full read, which replaces the other when the read has caught up.</summary>
    Full,
}
