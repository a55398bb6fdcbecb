using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Tests a connection as a read would use it, from the settings to the rows of one log. Bounded in
/// requests and time; writes nothing.
/// </summary>
internal sealed class ConnectionTest(
    InputDefinition definition,
    Func<S3Config, IInputHost, Limits, IObjectStore> open,
    Limits limits
)
{
    // Calls end with their token nearly at once; what does not is not waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<CheckStep> RunAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(Limits.CheckTime, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);

        // Requests are not sent again: what a person sees is what the source answered.
        var steps = new ConnectionSteps(
            definition,
            open,
            limits with
            {
                RequestRetries = 0,
            },
            config,
            host,
            either.Token
        );
        var running = Task.CompletedTask;
        var stopped = false;
        try
        {
            foreach (var next in ConnectionSteps.All)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var step = new CheckStep
                {
                    Id = next.Id,
                    Outcome = CheckOutcome.Skipped,
                    Message = "",
                };
                if (!stopped)
                {
                    // The SDK takes no token while it looks for credentials, so a step may not end when it should.
                    var run = Task.Run(() => next.RunAsync(steps), either.Token);
                    running = run;
                    step = await OutcomeAsync(next.Id, run, either.Token);
                }

                cancellationToken.ThrowIfCancellationRequested();
                stopped |= step.Outcome != CheckOutcome.Passed;
                yield return step;
            }
        }
        finally
        {
            await EndAsync(steps, running, host.Time);
        }
    }

    /// <summary>What a step uses is not disposed of while it runs; one that does not end in time does it itself.</summary>
    private static async Task EndAsync(ConnectionSteps steps, Task running, TimeProvider time)
    {
        var ended = DisposeAsync();
        try
        {
            await ended.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // The answer was given long ago.
        }

        async Task DisposeAsync()
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await steps.DisposeAsync();
        }
    }

    private static async Task<CheckStep> OutcomeAsync(string id, Task<StepFound> run, CancellationToken either)
    {
        try
        {
            var found = await run.WaitAsync(either);
            return new CheckStep
            {
                Id = id,
                Outcome = found.NothingToTry ? CheckOutcome.Skipped : CheckOutcome.Passed,
                Message = found.Message,
            };
        }
        catch (InputException e)
        {
            return Failed(id, e.Error);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The caller's own wish is looked at by who called this.
            return Failed(
                id,
                Errors
                    .Of(
                        ErrorCode.Unavailable,
                        $"There was no answer within {Limits.CheckTime.TotalSeconds:0} s: the endpoint may be wrong, or a firewall or proxy in between."
                    )
                    .Error
            );
        }
    }

    private static CheckStep Failed(string id, InputError error) =>
        new()
        {
            Id = id,
            Outcome = CheckOutcome.Failed,
            Message = error.Message,
            Error = error,
        };
}
