using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using InputHost.Serve.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace InputHost.Serve.Api;

/// <summary>Sends the data of the pages as server-sent events, again after each change.</summary>
internal sealed class EventsApi(
    LiveInputs inputs,
    RunServices services,
    ViewFactory views,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>The minimum interval between two events. Users cannot read faster changes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The maximum interval. Without changes, an event updates times and detects a lost connection.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of open pages. Each one needs a connection and a buffer for unread events.</summary>
    public const int MaxViewers = 64;

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet(
                "/events",
                (CancellationToken cancellationToken) =>
                    Viewed<IReadOnlyList<Summary>>(
                        inputs.Changes,
                        () => [.. inputs.All.Select(views.Summary)],
                        "inputs",
                        cancellationToken
                    )
            )
            .WithSummary("Server-sent events: sends all inputs as inputs, now and after each change.");
        api.MapGet(
                "/inputs/{id}/events",
                IResult (string id, CancellationToken cancellationToken) =>
                    inputs.Find(id) is { } input
                        ? Viewed(
                            input.Changes,
                            () => inputs.Find(id) == input ? views.Input(input) : null,
                            "input",
                            cancellationToken
                        )
                        : TypedResults.NotFound()
            )
            .WithSummary("Server-sent events: sends all details of an input as input, now and after each change.");
    }

    private IResult Viewed<T>(ChangeSignal changes, Func<T?> view, string name, CancellationToken cancellationToken)
        where T : class =>
        services.Viewers.Free > 0
            ? TypedResults.ServerSentEvents(EachAsync(changes, view, name, cancellationToken))
            : Results.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: $"The limit of {MaxViewers} open pages is reached.",
                detail: "Close a page of the console, and try again."
            );

    /// <summary>Ends when the input is removed or the client disconnects.</summary>
    private async IAsyncEnumerable<SseItem<T>> EachAsync<T>(
        ChangeSignal changes,
        Func<T?> view,
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        using var viewer = await services.Viewers.TakeAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        while (!ending.IsCancellationRequested)
        {
            var next = changes.NextAsync();
            if (view() is not { } seen)
            {
                yield break;
            }

            yield return new SseItem<T>(seen, name);
            await Task.Delay(Pause, services.Time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(next, Task.Delay(Longest, services.Time, ending.Token));
        }
    }
}
