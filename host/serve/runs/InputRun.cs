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

    /// <returns>The exit code that <c>inputhost read</c> would end with.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var connector = services.Connectors.Load(_stored.Connector);
        var config = new InputConfig
        {
            Settings = ApiJson.Bytes(_stored.Settings),
            Secrets = ApiJson.Bytes(services.Secrets.Decrypt(_stored)),
        };
        var isFull = _stored.Full;
        using (var state = CheckpointStore.Open(services.Data.State(_stored.Id), _stored.Connector))
        {
            if (isFull && input.CompleteFullResync(state))
            {
                isFull = newFullResync;
                input.Update(stored => stored with { Full = newFullResync });
            }

            var exitCode = await ReadAsync(connector, config, state, isFull, cancellationToken);
            if (!isFull)
            {
                return exitCode;
            }
        }

        input.TakeOver();
        return input.UnreadCount > 0 ? ExitCode.UnreadObjects : ExitCode.Done;
    }

    private async Task<int> ReadAsync(
        IInputConnector connector,
        InputConfig config,
        CheckpointStore state,
        bool isFull,
        CancellationToken cancellationToken
    )
    {
        var number = input.Stored.Folder + (isFull ? 1 : 0);
        if (isFull)
        {
            StartFullResync(state, number);
        }

        var folder = services.Data.Records(_stored.Id, number);
        var slot = new CheckpointSlot(state, isFull ? CheckpointKind.Full : CheckpointKind.Current, folder);

        // After a kill, the stored totals can be older than the state file by one checkpoint.
        input.Update(stored =>
            isFull ? stored with { FullSums = slot.Totals() } : stored with { Sums = slot.Totals() }
        );
        using var sink = FolderSink.Open(folder, new PlainFormat(), slot.Lengths(), slot.Register);
        var host = new ReadHost(services.Time, services.Tenant, progress.Totals, progress);
        var plan = new RunOptions
        {
            Config = config,
            Slot = slot,
            IsFollowing = _stored.Schedule.IsSet && !isFull,
        };
        return await new ReadRun(connector, sink, plan, host, progress, new Random()).RunAsync(cancellationToken);
    }

    private void StartFullResync(CheckpointStore state, int number)
    {
        var folder = services.Data.RecordsPath(_stored.Id, number);
        if (newFullResync)
        {
            state.DiscardFull();
        }

        if (!state.IsFullUnderWay(folder))
        {
            // The state does not contain this folder. It belongs to a full re-sync that was canceled.
            services.Data.Remove(_stored.Id, number);
        }

        state.StartFull(folder);
    }
}
