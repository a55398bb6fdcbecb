using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace InputHost.Serve;

/// <summary>What is shown, sent anew whenever it changes.</summary>
internal sealed class EventsApi(
    LiveInputs inputs,
    RunServices services,
    ViewMaker views,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>At most four times a second, which is as much as anybody reads.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Also when nothing changed: times pass, and a connection that is gone is noticed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Each viewer holds a connection and what was sent and not yet read.</summary>
    public const int MostViewers = 64;

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
            .WithSummary("Server-sent events: inputs, with all of them, now and whenever one changes.");
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
            .WithSummary("Server-sent events: input, with all that its page shows, now and whenever it changes.");
    }

    private IResult Viewed<T>(ChangeSignal changes, Func<T?> view, string name, CancellationToken cancellationToken)
        where T : class =>
        services.Viewers.Free > 0
            ? TypedResults.ServerSentEvents(EachAsync(changes, view, name, cancellationToken))
            : Results.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: $"{MostViewers} pages are looked at already.",
                detail: "Close some, or try again later."
            );

    /// <summary>Ends when there is nothing to be seen any more.</summary>
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
