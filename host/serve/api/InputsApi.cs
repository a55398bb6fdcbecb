using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Common;
using InputHost.Serve.Errors;
using InputHost.Serve.Inputs;
using InputHost.Serve.Runs;
using InputSdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace InputHost.Serve.Api;

/// <summary>Lists, adds, changes and removes inputs, and starts and stops their runs.</summary>
internal sealed class InputsApi(LiveInputs inputs, RunServices services, ViewFactory views)
{
    private const int LongestName = 100;

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/connectors", () => services.Connectors.Plugins.Select(ConnectorView.Of))
            .WithSummary("Lists the connectors, each with the schema of its configuration.");
        api.MapGet("/connectors/refused", () => services.Connectors.Refused)
            .WithSummary("Lists the plugin folders that this host refuses, each with the reason.");
        api.MapGet("/inputs", () => inputs.All.Select(views.Summary)).WithSummary("Lists all inputs.");
        api.MapPost("/inputs", AddAsync)
            .WithSummary("Adds an input, which runs at once if it has a schedule.")
            .Produces<InputView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet(
                "/inputs/{id}",
                Results<Ok<InputView>, NotFound> (string id) =>
                    inputs.Find(id) is { } input ? TypedResults.Ok(views.Input(input)) : TypedResults.NotFound()
            )
            .WithSummary("Returns an input with all its details.");
        api.MapPut("/inputs/{id}", ChangeAsync)
            .WithSummary("Changes an input. Absent secrets are kept; the value null removes a secret.")
            .Produces<InputView>()
            .Produces(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapDelete("/inputs/{id}", RemoveAsync)
            .WithSummary("Removes an input, its secrets and its checkpoint and, with records=true, its records.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status404NotFound);
        api.MapPost("/inputs/{id}/run", Run)
            .WithSummary("Runs an input now. With full, reads everything again into a new folder.")
            .Produces(StatusCodes.Status202Accepted)
            .Produces(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/inputs/{id}/stop", Stop)
            .WithSummary("Stops the current run at the last stored checkpoint.")
            .Produces(StatusCodes.Status202Accepted)
            .Produces(StatusCodes.Status404NotFound);
        api.MapDelete("/inputs/{id}/full", CancelFullResync)
            .WithSummary("Cancels an unfinished full re-sync.")
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
                new ConfigError("/connector", "The connector of an input cannot be changed. Add a new input."),
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
                    Format = stored.Format,
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
        : input.Start(newFullResync: body.Full) ? Results.Accepted()
        : Runs();

    /// <summary>The current records are kept, and the next run reads what is new.</summary>
    private IResult CancelFullResync(string id) =>
        inputs.Find(id) is not { } input ? Results.NotFound()
        : input.CancelFullResync() ? Results.NoContent()
        : Runs();

    private static IResult Runs() =>
        Results.Problem(
            statusCode: StatusCodes.Status409Conflict,
            title: "The input is running.",
            detail: "Stop the run, or wait until it ends."
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
            faults.Add(new ConfigError("/name", $"Enter a name of 1 to {LongestName} characters on one line."));
        }

        if (services.Connectors.Find(body.Connector) is not { } plugin)
        {
            return (null, [.. faults, new ConfigError("/connector", ConnectionTestApi.UnknownConnector)]);
        }

        var format = body.Format ?? before?.Format;
        if (ConfigErrors.OfFormat(plugin, format) is { } unknown)
        {
            faults.Add(unknown);
        }

        var (kept, unreadable) = Kept(before);
        var secrets = Merged(kept, body.Secrets);
        faults.AddRange(
            await ConfigErrors.OfAsync(
                plugin,
                services.Connectors.Load(body.Connector),
                body.Settings,
                secrets,
                new NullHost(services.Time, services.Tenant)
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
                    Secrets = services.Secrets.Encrypt(id, secrets),
                    SecretsSet = SetTimes(before, body.Secrets, secrets),
                    Schedule = body.Schedule,
                    Format = format is RecordFormats.Native ? null : format,
                },
                []
            );
    }

    /// <summary>The stored secrets; none if their keys are lost, so that users can enter them again.</summary>
    private (JsonObject Secrets, string? Unreadable) Kept(StoredInput? before)
    {
        try
        {
            return (before is null ? [] : services.Secrets.Decrypt(before), null);
        }
        catch (HostException e)
        {
            return ([], e.Message);
        }
    }

    /// <summary>Replaces stored secrets with the given ones. The value null removes a secret.</summary>
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
