using InputHost.Read;
using InputHost.Serve.Inputs;
using InputHost.Serve.Json;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;

namespace InputHost.Serve.Runs;

/// <summary>
/// One run of an input: opens its state and its folder, and reads what is new or everything. Only the state file
/// decides where the run resumes, so it does not matter how the previous run ended.
/// </summary>
/// <param name="input">The input.</param>
/// <param name="services">The services that the run uses.</param>
/// <param name="progress">Receives the progress of the run.</param>
/// <param name="newFullResync">Whether to start a new full re-sync, and to discard an unfinished one.</param>
internal sealed class InputRun(LiveInput input, RunServices services, RunProgress progress, bool newFullResync)
{
    private readonly StoredInput _stored = input.Stored;

    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var connector = services.Connectors.Load(_stored.Connector);
        var config = new InputConfig
        {
            Settings = ApiJson.Bytes(_stored.Settings),
            Secrets = ApiJson.Bytes(services.Secrets.Decrypt(_stored)),
        };
        var isFull = _stored.Full;
        using (var state = SqliteCheckpointStore.Open(services.Data.State(_stored.Id), _stored.Connector))
        {
            if (isFull && input.FullResync.CompleteStored(state))
            {
                isFull = newFullResync;
                input.Update(stored => stored with { Full = newFullResync });
            }

            await ReadAsync(connector, config, state, isFull, cancellationToken);
            if (!isFull)
            {
                return progress.Totals.NeedsAttention ? Outcome.ObjectsLeft : Outcome.Done;
            }
        }

        input.FullResync.Complete();
        return input.UnreadCount > 0 ? Outcome.ObjectsLeft : Outcome.Done;
    }

    private async Task ReadAsync(
        IInputConnector connector,
        InputConfig config,
        ICheckpointStore state,
        bool isFull,
        CancellationToken cancellationToken
    )
    {
        var number = input.Stored.Folder + (isFull ? 1 : 0);
        if (isFull)
        {
            input.FullResync.Prepare(state, newFullResync);
        }

        var folder = services.Data.Records(_stored.Id, number);
        var slot = new CheckpointSlot(state, isFull ? CheckpointKind.Full : CheckpointKind.Current, folder);

        // After a kill, the stored totals can be older than the state file by one checkpoint.
        input.Update(stored =>
            isFull ? stored with { FullSums = slot.Totals() } : stored with { Sums = slot.Totals() }
        );
        var format = services.Connectors.FormatOf(_stored.Connector, _stored.Format);
        using var sink = FolderSink.Open(folder, new PlainFormat(format), slot);
        var host = new ReadHost(services.Time, services.Tenant, progress.Totals, progress);
        var plan = new RunOptions
        {
            Config = config,
            Slot = slot,
            Format = format,
            IsFollowing = _stored.Schedule.IsSet && !isFull,
        };
        await new ReadRun(connector, sink, plan, host, progress, new Random()).RunAsync(cancellationToken);
    }
}
