using InputHost.State;

namespace InputHost.Serve.Runs;

/// <summary>
/// The full re-sync of an input. It has a checkpoint of its own in the state file, and writes to the next folder. When
/// it is complete, that folder becomes the folder of the input.
/// </summary>
internal sealed class FullResync(LiveInput input, RunServices services)
{
    /// <summary>Prepares the state and the folder of a run that reads everything.</summary>
    /// <param name="state">The state of the input.</param>
    /// <param name="isNew">Whether to discard an unfinished full re-sync. Otherwise, the run resumes it.</param>
    public void Prepare(ICheckpointStore state, bool isNew)
    {
        var stored = input.Stored;
        var folder = services.Data.RecordsPath(stored.Id, stored.Folder + 1);
        if (isNew)
        {
            state.DiscardFull();
        }

        if (!state.IsFullUnderWay(folder))
        {
            // The state does not contain this folder. It belongs to a full re-sync that was canceled.
            services.Data.Remove(stored.Id, stored.Folder + 1);
        }

        state.StartFull(folder);
    }

    /// <summary>
    /// Completes a full re-sync that is complete in the state file, if the program ended before it was stored here. The
    /// state then refers only to the folder of the full re-sync.
    /// </summary>
    /// <returns>Whether there was such a full re-sync.</returns>
    public bool CompleteStored(ICheckpointStore state)
    {
        var stored = input.Stored;
        var folder = services.Data.RecordsPath(stored.Id, stored.Folder + 1);
        var isComplete = state.Lengths(CheckpointKind.Current, folder).Count > 0;
        if (isComplete)
        {
            Complete();
        }

        return isComplete;
    }

    /// <summary>Makes the folder of the full re-sync the folder of the input, and removes the previous one.</summary>
    public void Complete()
    {
        var changed = input.Update(stored =>
            stored with
            {
                Folder = stored.Folder + 1,
                Full = false,
                Sums = stored.FullSums,
                FullSums = default,
            }
        );
        if (changed is not null)
        {
            services.Data.Remove(changed.Id, changed.Folder - 1);
        }
    }

    /// <summary>Discards an unfinished full re-sync. If it is complete, completes it instead.</summary>
    public void Cancel()
    {
        var stored = input.Stored;
        using (var state = SqliteCheckpointStore.Open(services.Data.State(stored.Id), stored.Connector))
        {
            if (CompleteStored(state))
            {
                return;
            }

            state.DiscardFull();
        }

        services.Data.Remove(stored.Id, stored.Folder + 1);
        input.Update(changed => changed with { Full = false, FullSums = default });
    }
}
