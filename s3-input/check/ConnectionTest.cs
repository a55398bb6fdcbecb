using System.Runtime.CompilerServices;
using InputSdk.S3.Configuration;
using InputSdk.S3.Store;

namespace InputSdk.S3.Check;

/// <summary>
/// Tests a connection with the requests of a read, from the settings to the lines of one log. The number of requests
/// and the time are limited. Writes nothing.
/// </summary>
internal sealed class ConnectionTest(
    InputDefinition definition,
    Func<S3Config, IInputHost, Limits, IObjectStore> open,
    Limits limits
)
{
    // A canceled call ends almost immediately. A call that does not is not awaited longer than this.
    private static readonly TimeSpan DisposeTimeout = TimeSpan.FromMilliseconds(500);

    private const string TestAgain =
        "Test again in a few minutes. If the error persists, check the endpoint and network.";

    public async IAsyncEnumerable<CheckStep> RunAsync(
        InputConfig config,
        IInputHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(Limits.CheckTime, host.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // Requests are not retried, so the result shows the first response of the source.
        var steps = new ConnectionSteps(
            definition,
            open,
            limits with
            {
                RequestRetries = 0,
            },
            config,
            host,
            linked.Token
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
                    // The SDK accepts no cancellation token while it searches for credentials, so a step can overrun.
                    var run = Task.Run(() => next.RunAsync(steps), linked.Token);
                    running = run;
                    step = await OutcomeAsync(next.Id, run, linked.Token);
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

    /// <summary>
    /// Disposes the steps when the running step has ended. Waits only for a limited time: a step that runs longer is
    /// disposed in the background.
    /// </summary>
    private static async Task EndAsync(ConnectionSteps steps, Task running, TimeProvider time)
    {
        var ended = DisposeAsync();
        try
        {
            await ended.WaitAsync(DisposeTimeout, time);
        }
        catch (TimeoutException)
        {
            // The result was already returned.
        }

        async Task DisposeAsync()
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await steps.DisposeAsync();
        }
    }

    private static async Task<CheckStep> OutcomeAsync(string id, Task<StepResult> run, CancellationToken linked)
    {
        try
        {
            var found = await run.WaitAsync(linked);
            return new CheckStep
            {
                Id = id,
                Outcome = found.IsSkipped ? CheckOutcome.Skipped : CheckOutcome.Passed,
                Message = found.Message,
            };
        }
        catch (InputException e)
        {
            return Failed(id, ForTest(e.Error));
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            // RunAsync checks whether the caller canceled.
            var remedy = "Check the endpoint, and the firewalls and proxies between this machine and it.";
            return Failed(
                id,
                Errors.Of(ErrorCode.Unavailable, "").Error with
                {
                    Message = $"There was no complete response within {Limits.CheckTime.TotalSeconds:0} s. {remedy}",
                    Remedy = remedy,
                }
            );
        }
    }

    /// <summary>A run is repeated automatically. A test is not, so it has another remedy.</summary>
    private static InputError ForTest(InputError error) =>
        error.Message.EndsWith(ErrorCode.NextRunResumes, StringComparison.Ordinal)
            ? error with
            {
                Message = error.Message.Replace(ErrorCode.NextRunResumes, TestAgain, StringComparison.Ordinal),
                Remedy = TestAgain,
            }
            : error;

    private static CheckStep Failed(string id, InputError error) =>
        new()
        {
            Id = id,
            Outcome = CheckOutcome.Failed,
            Message = error.Message,
            Error = error,
        };
}
