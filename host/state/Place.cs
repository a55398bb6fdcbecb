using InputSdk;

namespace InputHost;

/// <summary>
/// Where one read keeps its place: a slot of the state file, and the folder whose files go with it.
/// </summary>
internal sealed class Place(StateFile state, Slot slot, string? folder)
{
    private Slot _slot = slot;

    public Checkpoint? Load() => state.Load(_slot);

    public IReadOnlyDictionary<string, long> Lengths() =>
        folder is null ? new Dictionary<string, long>() : state.Lengths(_slot, folder);

    public void Register(string name) => state.Register(_slot, folder!, name);

    public Sums Sums() => state.Sums(_slot);

    public void Commit(Checkpoint checkpoint, IReadOnlyDictionary<string, long> lengths, Sums more) =>
        state.Commit(_slot, checkpoint, folder, lengths, more);

    /// <summary>A pass ended: a read of everything has caught up and is the input's place now.</summary>
    public void CaughtUp()
    {
        if (_slot == Slot.Full)
        {
            state.CompleteFull();
            _slot = Slot.Current;
        }
    }
}
