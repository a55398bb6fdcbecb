using InputHost.Health;
using InputHost.Serve.Inputs;
using InputHost.Serve.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve.Api;

/// <summary>The figures of all inputs for Prometheus.</summary>
internal sealed class MetricsApi(LiveInputs inputs, RunServices services)
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/metrics",
                () =>
                    Results.Text(
                        PrometheusText.Of([.. inputs.All.Select(FiguresOf)], services.Time.GetUtcNow()),
                        PrometheusText.ContentType
                    )
            )
            .WithSummary("Returns the figures of all inputs in the text format of Prometheus.")
            .Produces<string>(contentType: "text/plain");

    private InputFigures FiguresOf(LiveInput input)
    {
        var ended = input.History.Runs.Select(run => run.Run).Where(run => run.Ended is not null).ToList();
        return new InputFigures
        {
            Labels = [("input", input.Stored.Id), ("name", input.Stored.Name)],
            Committed = input.Stored.Sums,
            Unread = input.UnreadCount,
            NewestObject = input.Stored.Cursor?.Time,
            LastSuccess = ended.Find(run => run.Outcome is Outcome.Done or Outcome.ObjectsLeft)?.Ended,
            IsFailing = ended is [{ Outcome: Outcome.Failed }, ..],
            Events = services.Telemetry.EventsOf(input.Stored.Id),
        };
    }
}
