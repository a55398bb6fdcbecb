using System.Text.Json.Nodes;
using InputSdk;
using NJsonSchema;
using NJsonSchema.Validation;

namespace InputHost.Serve;

/// <summary>
/// What is wrong with a configuration: first by the connector's schema, then in the connector's own words,
/// which asks no source for anything. The pages check by the same schema; this is what counts.
/// </summary>
internal static class ConfigErrors
{
    public static async Task<IReadOnlyList<ConfigError>> OfAsync(
        Plugin plugin,
        IInputConnector connector,
        JsonObject settings,
        JsonObject secrets,
        IInputHost host
    )
    {
        var config = new JsonObject { ["settings"] = settings.DeepClone() };
        if (secrets.Count > 0)
        {
            config["secrets"] = secrets.DeepClone();
        }

        var schema = await JsonSchema.FromJsonAsync(plugin.Manifest.Config.GetRawText());
        var faults = schema.Validate(config.ToJsonString()).SelectMany(Leaves).ToList();
        return faults.Count > 0 ? [.. faults.Select(OfValidation).Distinct()]
            : await OwnAsync(
                connector,
                new InputConfig { Settings = ApiJson.Bytes(settings), Secrets = ApiJson.Bytes(secrets) },
                host
            )
                is { } own
                ? [own]
            : [];
    }

    /// <summary>Cancelled from the start: a configuration is refused before the source is asked, and one that is not leads to no request.</summary>
    private static async Task<ConfigError?> OwnAsync(IInputConnector connector, InputConfig config, IInputHost host)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        try
        {
            await foreach (
                var message in connector.ReadAsync(new ReadRequest { Config = config }, host, cancelled.Token)
            )
            {
                break;
            }
        }
        catch (InputException e) when (e.Error.Kind == ErrorKind.Config)
        {
            return new ConfigError(e.Error.Pointer ?? "", e.Error.Message);
        }
        catch (OperationCanceledException)
        {
            // It got as far as asking the source.
        }

        return null;
    }

    /// <summary>Of a choice, what is wrong in the branch that fits best.</summary>
    private static IEnumerable<ValidationError> Leaves(ValidationError fault) =>
        fault is ChildSchemaValidationError children
            ? children.Errors.Values.Select(errors => errors.SelectMany(Leaves).ToList()).MinBy(errors => errors.Count)
                is { Count: > 0 } best
                ? best
                : [fault]
            : [fault];

    /// <summary>What stands in the place of a secret's name may be a secret in the wrong place.</summary>
    private static ConfigError OfValidation(ValidationError fault) =>
        Pointer(fault) is var pointer
        && fault.Kind == ValidationErrorKind.NoAdditionalPropertiesAllowed
        && pointer.StartsWith("/secrets/", StringComparison.Ordinal)
            ? new ConfigError("/secrets", "This holds a member that is not known here.")
            : new ConfigError(pointer, Words(fault));

    private static string Pointer(ValidationError fault)
    {
        var path = (fault.Path ?? "").TrimStart('#', '/').Replace('.', '/');
        return path.Length == 0 ? "" : $"/{path}";
    }

    private static string Words(ValidationError fault) =>
        fault.Kind switch
        {
            ValidationErrorKind.PropertyRequired => "This is required.",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => "This is not known here.",
            ValidationErrorKind.ExcludedSchemaValidates => "This does not go together with what else is given.",
            _ when fault.Schema?.ExtensionData?.TryGetValue("x-message", out var message) == true
                    && message is string words => words,
            ValidationErrorKind.StringTooShort => "This is too short.",
            ValidationErrorKind.StringTooLong => "This is too long.",
            ValidationErrorKind.NotInEnumeration => "Choose one of the values.",
            ValidationErrorKind.PatternMismatch => "This is not written as it has to be.",
            _ => $"This does not fit the schema ({fault.Kind}).",
        };
}
