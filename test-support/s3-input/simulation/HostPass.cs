namespace InputSdk.S3.Simulation;

/// <summary>
/// A host for one pass. It stores records together with the checkpoint that covers them, and is killed at a given
/// point. Data that it has not stored is then lost.
/// </summary>
internal sealed class HostPass(History history, Action<Checkpoint> store, CrashPoint death, int messagesBefore)
{
    private int _messagesLeft = messagesBefore;

    public bool IsDead { get; private set; }

    public InputError? Error { get; private set; }

    public async Task ReadAsync(IInputConnector connector, ReadRequest request, WorldClock clock)
    {
        using var cancel = new CancellationTokenSource();
        try
        {
            await foreach (var message in connector.ReadAsync(request, clock, cancel.Token))
            {
                await TakeAsync(message, cancel);
            }
        }
        catch (InputException e)
        {
            Error = e.Error;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            IsDead = true;
        }
    }

    private async Task TakeAsync(InputMessage message, CancellationTokenSource cancel)
    {
        var reached = message as CheckpointReached;
        var isTime = death switch
        {
            CrashPoint.AtMessage => --_messagesLeft <= 0,
            CrashPoint.BeforeCommit or CrashPoint.AfterCommit => reached is not null && --_messagesLeft <= 0,
            CrashPoint.Cancelled => --_messagesLeft == 0,
            _ => false,
        };
        history.Take(message);
        if (isTime && death is CrashPoint.AtMessage or CrashPoint.BeforeCommit)
        {
            await DieAsync();
        }

        if (reached is not null)
        {
            history.Commit(reached);
            store(reached.Checkpoint);
        }

        if (isTime && death == CrashPoint.AfterCommit)
        {
            await DieAsync();
        }

        if (isTime && death == CrashPoint.Cancelled)
        {
            cancel.Cancel();
        }
    }

    /// <summary>The host is killed without disposing of anything.</summary>
    private Task DieAsync()
    {
        IsDead = true;
        return new TaskCompletionSource().Task;
    }
}
