using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Tests a connection as a read would use it, from the settings to the rows of one log. Bounded in
/// requests and time; writes nothing.
/// </summary>
internal sealed class ConnectionTest(InputDefinition definition, Func<S3Config, IInputHost, Limits, IObjectStore> open, Limits limits)
{
    public async IAsyncEnumerable<CheckStep> RunAsync(
        InputConfig config, IInputHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limits.CheckTime, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);

        // Requests are not sent again: what a person sees is what the source answered.
        await using var steps = new ConnectionSteps(definition, open, limits with { RequestRetries = 0 }, config, host, either.Token);
        var stopped = false;
        foreach (var next in ConnectionSteps.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = stopped ? new CheckStep { Id = next.Id, Outcome = CheckOutcome.Skipped, Message = "" } : await TryAsync(next, steps, either.Token);
            cancellationToken.ThrowIfCancellationRequested();
            stopped |= step.Outcome != CheckOutcome.Passed;
            yield return step;
        }
    }

    private static async Task<CheckStep> TryAsync(ConnectionStep step, ConnectionSteps steps, CancellationToken either)
    {
        try
        {
            // The SDK takes no token while it looks for credentials.
            var found = await Task.Run(() => step.RunAsync(steps), either).WaitAsync(either);
            return new CheckStep { Id = step.Id, Outcome = found.NothingToTry ? CheckOutcome.Skipped : CheckOutcome.Passed, Message = found.Message };
        }
        catch (InputException e)
        {
            return Failed(step.Id, e.Error);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The caller's own wish is looked at by who called this.
            return Failed(step.Id, Errors.Of(ErrorCode.Unavailable,
                $"There was no answer within {Limits.CheckTime.TotalSeconds:0} s: the endpoint may be wrong, or a firewall or proxy in between.").Error);
        }
    }

    private static CheckStep Failed(string id, InputError error) =>
        new() { Id = id, Outcome = CheckOutcome.Failed, Message = error.Message, Error = error };
}
