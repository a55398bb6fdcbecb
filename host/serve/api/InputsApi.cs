using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve;

/// <summary>What is stored of inputs, and their runs.</summary>
internal sealed class InputsApi(LiveInputs inputs, RunServices services, ViewMaker views)
{
    private const int LongestName = 100;

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/connectors", () => services.Connectors.Plugins.Select(ConnectorView.Of))
            .WithSummary("The connectors, each with the schema of its configuration.");
        api.MapGet("/connectors/refused", () => services.Connectors.Refused)
            .WithSummary("Folders that are no connectors for this host, and why.");
        api.MapGet("/inputs", () => inputs.All.Select(views.Summary)).WithSummary("All inputs.");
        api.MapPost("/inputs", AddAsync)
            .WithSummary("Adds an input, which runs at once when it has a schedule.")
            .Produces<InputView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet(
                "/inputs/{id}",
                Results<Ok<InputView>, NotFound> (string id) =>
                    inputs.Find(id) is { } input ? TypedResults.Ok(views.Input(input)) : TypedResults.NotFound()
            )
            .WithSummary("An input with all that its page shows.");
        api.MapPut("/inputs/{id}", ChangeAsync)
            .WithSummary("Changes an input. Of its secrets those that are absent are kept, and null removes one.")
            .Produces<InputView>()
            .Produces(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapDelete("/inputs/{id}", RemoveAsync)
            .WithSummary("Removes an input, its secrets and its place, and with records=true its records.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status404NotFound);
        api.MapPost("/inputs/{id}/run", Run)
            .WithSummary("Runs an input now; with full it reads everything again into a new folder.")
            .Produces(StatusCodes.Status202Accepted)
            .Produces(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/inputs/{id}/stop", Stop)
            .WithSummary("Ends the run under way at the place that is stored.")
            .Produces(StatusCodes.Status202Accepted)
            .Produces(StatusCodes.Status404NotFound);
        api.MapDelete("/inputs/{id}/full", GiveUpFull)
            .WithSummary("Gives up a full re-sync that was not finished.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private async Task<IResult> AddAsync(InputBody body)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var (stored, faults) = await StoredAsync(id, body, before: null);
        return stored is null
            ? Problems.Faults(faults)
            : Results.Created($"/api/inputs/{id}", views.Input(await inputs.AddAsync(stored)));
    }

    private async Task<IResult> ChangeAsync(string id, InputBody body)
    {
        if (inputs.Find(id) is not { } input)
        {
            return Results.NotFound();
        }

        if (input.Stored.Connector != body.Connector)
        {
            return Problems.Faults([
                new ConfigError("/connector", "An input stays with its connector; add another one."),
            ]);
        }

        var (stored, faults) = await StoredAsync(id, body, input.Stored);
        if (stored is null)
        {
            return Problems.Faults(faults);
        }

        await inputs.ChangeAsync(
            input,
            now =>
                now with
                {
                    Name = stored.Name,
                    Settings = stored.Settings,
                    Secrets = stored.Secrets,
                    SecretsSet = stored.SecretsSet,
                    Schedule = stored.Schedule,
                }
        );
        return inputs.Find(id) is null ? Results.NotFound() : Results.Ok(views.Input(input));
    }

    private async Task<IResult> RemoveAsync(string id, bool? records)
    {
        if (inputs.Find(id) is not { } input)
        {
            return Results.NotFound();
        }

        await inputs.RemoveAsync(input, records ?? false);
        return Results.NoContent();
    }

    private IResult Run(string id, RunBody body) =>
        inputs.Find(id) is not { } input ? Results.NotFound()
        : input.Start(anew: body.Full) ? Results.Accepted()
        : Runs();

    /// <summary>The present records stay, and the next run reads what is new.</summary>
    private IResult GiveUpFull(string id) =>
        inputs.Find(id) is not { } input ? Results.NotFound()
        : input.GiveUpFull() ? Results.NoContent()
        : Runs();

    private static IResult Runs() =>
        Results.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "It runs.",
            detail: "Stop it first, or wait until it has ended."
        );

    private IResult Stop(string id)
    {
        if (inputs.Find(id) is not { } input)
        {
            return Results.NotFound();
        }

        input.Stop();
        return Results.Accepted();
    }

    private async Task<(StoredInput? Stored, IReadOnlyList<ConfigError> Faults)> StoredAsync(
        string id,
        InputBody body,
        StoredInput? before
    )
    {
        var faults = new List<ConfigError>(body.Schedule.Faults(before?.Schedule, services.Time.GetUtcNow()));
        if (body.Name.Trim() is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
        {
            faults.Add(new ConfigError("/name", $"Enter a name of 1 to {LongestName} letters."));
        }

        if (services.Connectors.Find(body.Connector) is not { } plugin)
        {
            return (null, [.. faults, new ConfigError("/connector", "There is no connector of that id.")]);
        }

        var (kept, unreadable) = Kept(before);
        var secrets = Merged(kept, body.Secrets);
        faults.AddRange(
            await ConfigErrors.OfAsync(
                plugin,
                services.Connectors.Load(body.Connector),
                body.Settings,
                secrets,
                new TryHost(services)
            )
        );
        if (faults.Count > 0 && unreadable is not null)
        {
            faults.Add(new ConfigError("/secrets", unreadable));
        }

        return faults.Count > 0
            ? (null, faults)
            : (
                new StoredInput
                {
                    Id = id,
                    Name = body.Name.Trim(),
                    Connector = body.Connector,
                    Settings = body.Settings,
                    Secrets = services.Secrets.Close(id, secrets),
                    SecretsSet = SetTimes(before, body.Secrets, secrets),
                    Schedule = body.Schedule,
                },
                []
            );
    }

    /// <summary>The stored secrets. Where their keys are lost there are none, so that they can be entered again.</summary>
    private (JsonObject Secrets, string? Unreadable) Kept(StoredInput? before)
    {
        try
        {
            return (before is null ? [] : services.Secrets.Open(before), null);
        }
        catch (HostException e)
        {
            return ([], e.Message);
        }
    }

    /// <summary>Stored secrets with those that are given put over them; null takes one away.</summary>
    public static JsonObject Merged(JsonObject stored, JsonObject given)
    {
        var merged = stored.DeepClone().AsObject();
        foreach (var (name, value) in given)
        {
            merged.Remove(name);
            if (value is not null)
            {
                merged[name] = value.DeepClone();
            }
        }

        return merged;
    }

    private Dictionary<string, DateTimeOffset> SetTimes(StoredInput? before, JsonObject given, JsonObject secrets)
    {
        var now = services.Time.GetUtcNow();
        return secrets.ToDictionary(
            secret => secret.Key,
            secret =>
                given.ContainsKey(secret.Key) || before?.SecretsSet.TryGetValue(secret.Key, out var set) != true
                    ? now
                    : set
        );
    }
}
