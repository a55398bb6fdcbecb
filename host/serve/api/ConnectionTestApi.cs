using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Common;
using InputHost.Plugins;
using InputHost.Read;
using InputHost.Serve.Errors;
using InputHost.Serve.Inputs;
using InputHost.Serve.Json;
using InputHost.Serve.Runs;
using InputSdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve.Api;

/// <summary>Tests the connection of a configuration, and previews its first records, without saving it.</summary>
internal sealed class ConnectionTestApi(LiveInputs inputs, RunServices services)
{
    private const int Records = 10;
    public const int AtOnce = 4;
    public const string UnknownConnector = "No connector has this ID. Choose one of the available connectors.";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public void Map(RouteGroupBuilder api)
    {
        api.MapPost(
                "/check",
                (TryBody body, CancellationToken cancellationToken) =>
                    TypedResults.ServerSentEvents(CheckAsync(body, cancellationToken))
            )
            .WithSummary("Tests a connection. Sends the event step for each step, and done or fault at the end.");
        api.MapPost("/preview", PreviewAsync)
            .WithSummary("Returns the first records of a configuration, which is not saved.")
            .Produces<PreviewView>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private async IAsyncEnumerable<SseItem<object>> CheckAsync(
        TryBody body,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (services.Connectors.Find(body.Connector) is not { } plugin)
        {
            yield return new SseItem<object>(new { title = UnknownConnector, detail = body.Connector }, "fault");
            yield break;
        }

        var titles = plugin
            .Manifest.Check.EnumerateArray()
            .ToDictionary(step => step.GetProperty("id").GetString()!, step => step.GetProperty("title").GetString()!);
        var passed = true;
        await using var steps = StepsAsync(body, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            SseItem<object>? fault = null;
            try
            {
                if (!await steps.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var error = ApiError.Of(e);
                fault = new SseItem<object>(new { title = error.Code, detail = error.Message }, "fault");
            }

            if (fault is not null)
            {
                yield return fault.Value;
                yield break;
            }

            var step = steps.Current;
            passed &= step.Outcome != CheckOutcome.Failed;
            yield return new SseItem<object>(
                new
                {
                    id = step.Id,
                    title = titles.GetValueOrDefault(step.Id, step.Id),
                    outcome = step.Outcome,
                    message = step.Message,
                    error = step.Error is null ? null : ApiError.Of(step.Error),
                },
                "step"
            );
        }

        yield return new SseItem<object>(new { passed }, "done");
    }

    /// <summary>Starts when the first step is requested, so that an early error is reported like a later one.</summary>
    private async IAsyncEnumerable<CheckStep> StepsAsync(
        TryBody body,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var slot = await services.Tries.TakeAsync(cancellationToken);
        await foreach (
            var step in services
                .Connectors.Load(body.Connector)
                .CheckAsync(Config(body), new NullHost(services.Time, services.Tenant), cancellationToken)
        )
        {
            yield return step;
        }
    }

    private async Task<IResult> PreviewAsync(TryBody body, CancellationToken cancellationToken)
    {
        if (services.Connectors.Find(body.Connector) is not { } plugin)
        {
            return Problems.Faults([new ConfigError("/connector", UnknownConnector)]);
        }

        if (ConfigErrors.OfFormat(plugin, body.Format) is { } unknown)
        {
            return Problems.Faults([unknown]);
        }

        using var slot = await services.Tries.TakeAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Longest);
        var format = PluginFormats.Find(plugin.Manifest, body.Format);
        var preview = new PreviewSink(Records, format);
        try
        {
            return Results.Ok(preview.View(plugin, await ReadAsync(body, format, preview, stop.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Results.Ok(
                preview.View(plugin, [$"No more records were found within {Longest.TotalSeconds:0} seconds."])
            );
        }
        catch (Exception e) when (e is InputException or HostException)
        {
            return Failed(ApiError.Of(e));
        }
    }

    /// <summary>Reads the first records.</summary>
    /// <returns>The remarks about the read.</returns>
    private async Task<IEnumerable<string>> ReadAsync(
        TryBody body,
        string? format,
        PreviewSink preview,
        CancellationToken cancellationToken
    )
    {
        var progress = new ReadTotals();
        var plan = new RunOptions
        {
            Config = Config(body),
            Limit = Records,
            Format = format,
        };
        var display = new NoDisplay();
        await new ReadRun(
            services.Connectors.Load(body.Connector),
            preview,
            plan,
            new ReadHost(services.Time, services.Tenant, progress, display),
            display,
            new Random()
        ).RunAsync(cancellationToken);
        return progress.Remarks;
    }

    private static IResult Failed(ApiError error) =>
        error is { Kind: ErrorKind.Config, Pointer: { } pointer }
            ? Problems.Faults([new ConfigError(pointer, error.Message)])
            : Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "Reading the records failed.",
                detail: error.Message,
                extensions: new Dictionary<string, object?> { ["code"] = error.Code }
            );

    private InputConfig Config(TryBody body)
    {
        var stored =
            body.Input is not null && inputs.Find(body.Input) is { } input && input.Stored.Connector == body.Connector
                ? services.Secrets.Decrypt(input.Stored)
                : [];
        return new InputConfig
        {
            Settings = ApiJson.Bytes(body.Settings),
            Secrets = ApiJson.Bytes(InputsApi.Merged(stored, body.Secrets)),
        };
    }

    private sealed class NoDisplay : IReadDisplay
    {
        public void WriteLine(LogLine line) { }

        public void ShowProgress(string text) { }

        public Task RunAsync(Func<Task> read) => read();
    }
}
