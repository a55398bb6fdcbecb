using InputSdk;

namespace InputHost.Serve;

/// <summary>
/// One run of an input: opens its state and its folder and reads what is new, or everything. The state
/// file alone decides where it goes on, so it does not matter how the run before ended.
/// </summary>
/// <param name="input">The input.</param>
/// <param name="services">What it works with.</param>
/// <param name="progress">What is told of it.</param>
/// <param name="anew">Begins a full re-sync, whatever there was of one before.</param>
internal sealed class InputRun(LiveInput input, RunServices services, RunProgress progress, bool anew)
{
    private readonly StoredInput _stored = input.Stored;

    /// <returns>The exit code that <c>inputhost read</c> would end with.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var connector = services.Connectors.Load(_stored.Connector);
        var config = new InputConfig
        {
            Settings = ApiJson.Bytes(_stored.Settings),
            Secrets = ApiJson.Bytes(services.Secrets.Open(_stored)),
        };
        var isFull = _stored.Full;
        using (var state = CheckpointStore.Open(services.Data.State(_stored.Id), _stored.Connector))
        {
            if (isFull && input.SettleFull(state))
            {
                isFull = anew;
                input.Update(stored => stored with { Full = anew });
            }

            var exitCode = await ReadAsync(connector, config, state, isFull, cancellationToken);
            if (!isFull)
            {
                return exitCode;
            }
        }

        input.TakeOver();
        return input.LeftCount > 0 ? ExitCode.ObjectsLeft : ExitCode.Done;
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
            BeginFull(state, number);
        }

        var folder = services.Data.Records(_stored.Id, number);
        var place = new CheckpointSlot(state, isFull ? CheckpointKind.Full : CheckpointKind.Current, folder);

        // Where the program was killed, what was noted here may lag behind by a checkpoint.
        input.Update(stored => isFull ? stored with { FullSums = place.Sums() } : stored with { Sums = place.Sums() });
        using var sink = FolderSink.Open(folder, new PlainFormat(), place.Lengths(), place.Register);
        var host = new ReadHost(services.Time, services.Tenant, progress.Totals, progress);
        var plan = new ReadPlan
        {
            Config = config,
            Place = place,
            IsFollowing = _stored.Schedule.IsSet && !isFull,
        };
        return await new ReadRun(connector, sink, plan, host, progress, new Random()).RunAsync(cancellationToken);
    }

    private void BeginFull(CheckpointStore state, int number)
    {
        var folder = services.Data.RecordsPath(_stored.Id, number);
        if (anew)
        {
            state.GiveUpFull();
        }

        if (!state.IsFullUnderWay(folder))
        {
            // Nothing in it is known to the state; it is of a full re-sync that was given up.
            services.Data.Remove(_stored.Id, number);
        }

        state.BeginFull(folder);
    }
}
