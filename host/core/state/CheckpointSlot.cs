using InputHost.Sinks;
using InputSdk;

namespace InputHost.State;

/// <summary>
/// The checkpoint of one run: a slot of the state file, and the output folder whose file lengths are stored with it.
/// </summary>
internal sealed class CheckpointSlot(ICheckpointStore state, CheckpointKind slot, string? folder) : IFolderState
{
    private CheckpointKind _slot = slot;

    /// <summary>Whether a run can continue after a transient error of the state.</summary>
    public bool CanReconnect => state.CanReconnect;

    /// <summary>Connects again, and loads the checkpoint that is stored after the error.</summary>
    public Checkpoint? Reload()
    {
        state.Reconnect();
        return Load();
    }

    public Checkpoint? Load() => state.Load(_slot);

    public IReadOnlyDictionary<string, long> Lengths() =>
        folder is null ? new Dictionary<string, long>() : state.Lengths(_slot, folder);

    public void Register(string name) => state.Register(_slot, folder!, name);

    public string? OtherFolder() => folder is null ? null : state.OtherFolder(_slot, folder);

    public IReadOnlyDictionary<string, long> Segments() => state.Segments(_slot, folder!);

    public void CloseSegment(string name, long number) => state.CloseSegment(_slot, folder!, name, number);

    public CommittedTotals Totals() => state.Totals(_slot);

    public void Commit(Checkpoint checkpoint, IReadOnlyDictionary<string, long> lengths, CommittedTotals more) =>
        state.Commit(_slot, checkpoint, folder, lengths, more);

    /// <summary>A pass ended. The checkpoint of a full read that has caught up replaces the current one.</summary>
    public void CompletePass()
    {
        if (_slot == CheckpointKind.Full)
        {
            state.CompleteFull();
            _slot = CheckpointKind.Current;
        }
    }
}
