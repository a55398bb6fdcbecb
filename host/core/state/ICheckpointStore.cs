using InputSdk;

namespace InputHost.State;

/// <summary>
/// Where the checkpoints of one input are stored, with the totals and the lengths of the output files that they cover.
/// Each method that changes the state does so in one transaction. At most one run can use the state: a second run is
/// refused, or it takes over and the first run can store nothing more.
/// </summary>
/// <remarks>
/// All methods throw a <see cref="HostException"/> if the state cannot be read or written. After an error of the kind
/// <see cref="ErrorKind.Transient"/>, it is unknown whether a change was stored.
/// </remarks>
internal interface ICheckpointStore : IDisposable
{
    Checkpoint? Load(CheckpointKind slot);

    /// <summary>The committed lengths of the files in a folder, by name.</summary>
    IReadOnlyDictionary<string, long> Lengths(CheckpointKind slot, string folder);

    /// <summary>A folder with committed files other than this one; null if there is none.</summary>
    string? OtherFolder(CheckpointKind slot, string folder);

    /// <summary>The numbers of the last closed segments of the files in a folder, by name.</summary>
    IReadOnlyDictionary<string, long> Segments(CheckpointKind slot, string folder);

    /// <summary>Stores that a file was closed as a segment: the open file is empty.</summary>
    void CloseSegment(CheckpointKind slot, string folder, string name, long number);

    /// <summary>Stores the name of a file before it is created, so that it is recognized after a kill.</summary>
    void Register(CheckpointKind slot, string folder, string name);

    /// <summary>The totals of all checkpoints of a slot.</summary>
    CommittedTotals Totals(CheckpointKind slot);

    /// <summary>
    /// Stores a checkpoint with the lengths of the output files, and adds what it covers since the previous one.
    /// </summary>
    void Commit(
        CheckpointKind slot,
        Checkpoint checkpoint,
        string? folder,
        IReadOnlyDictionary<string, long> lengths,
        CommittedTotals more
    );

    /// <summary>
    /// Starts a full read with a separate checkpoint, or resumes it if it was interrupted while writing to the same
    /// output.
    /// </summary>
    /// <param name="output">The folder or the name of the output; null to start again in any case.</param>
    void StartFull(string? output);

    /// <summary>Whether a full read into this output was started and has not caught up.</summary>
    bool IsFullUnderWay(string output);

    /// <summary>Discards a full read that has not caught up. The current checkpoint does not change.</summary>
    void DiscardFull();

    /// <summary>The full read has caught up: its checkpoint replaces the current one.</summary>
    void CompleteFull();

    /// <summary>
    /// Whether a run that follows can continue with this state after a transient error. Otherwise, it ends, and its
    /// service manager starts it again.
    /// </summary>
    bool CanReconnect => false;

    /// <summary>
    /// Connects again after a transient error. The state is then that of the last change that was stored.
    /// </summary>
    void Reconnect() { }
}
