using System.Text.Json.Nodes;
using InputHost.Plugins;
using InputHost.Serve.Errors;
using InputHost.Serve.Json;
using InputSdk;
using NJsonSchema;
using NJsonSchema.Validation;

namespace InputHost.Serve.Inputs;

/// <summary>
/// Finds the errors of a configuration: first with the schema of the connector, then with the connector itself, without
/// a request to the source. The pages validate with the same schema, but only this validation is authoritative.
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
        return faults.Count > 0 ? [.. faults.Select(fault => OfValidation(schema, fault)).Distinct()]
            : await OwnAsync(
                connector,
                new InputConfig { Settings = ApiJson.Bytes(settings), Secrets = ApiJson.Bytes(secrets) },
                host
            )
                is { } own
                ? [own]
            : [];
    }

    /// <summary>The error of a format that the connector does not have; null if it has the format.</summary>
    public static ConfigError? OfFormat(Plugin plugin, string? format)
    {
        try
        {
            PluginFormats.Find(plugin.Manifest, format);
            return null;
        }
        catch (HostException e)
        {
            return new ConfigError("/format", e.Message);
        }
    }

    /// <summary>
    /// Starts a read that is already canceled: the connector refuses an invalid configuration before the first request,
    /// and sends no request for a valid one.
    /// </summary>
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
            // The configuration is valid: the read reached its first request.
        }

        return null;
    }

    /// <summary>For a choice, the errors of the branch that fits best.</summary>
    private static IEnumerable<ValidationError> Leaves(ValidationError fault) =>
        fault is ChildSchemaValidationError children
            ? children.Errors.Values.Select(errors => errors.SelectMany(Leaves).ToList()).MinBy(errors => errors.Count)
                is { Count: > 0 } best
                ? best
                : [fault]
            : [fault];

    /// <summary>Does not show an unknown name of a secret, because it may be a secret in the wrong field.</summary>
    private static ConfigError OfValidation(JsonSchema schema, ValidationError fault) =>
        Pointer(fault) is var pointer
        && fault.Kind == ValidationErrorKind.NoAdditionalPropertiesAllowed
        && pointer.StartsWith("/secrets/", StringComparison.Ordinal)
            ? new ConfigError("/secrets", "The secrets contain an unknown member. Remove it.")
            : new ConfigError(pointer, Words(schema, fault));

    private static string Pointer(ValidationError fault)
    {
        var path = (fault.Path ?? "").TrimStart('#', '/').Replace('.', '/');
        return path.Length == 0 ? "" : $"/{path}";
    }

    private static string Words(JsonSchema schema, ValidationError fault) =>
        fault.Kind switch
        {
            ValidationErrorKind.PropertyRequired => $"{TitleAt(schema, Pointer(fault))} is required.",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => "This setting does not exist. Remove it.",
            ValidationErrorKind.ExcludedSchemaValidates =>
                "This value conflicts with other values. Remove it or the other values.",
            _ when fault.Schema?.ExtensionData?.TryGetValue("x-message", out var message) == true
                    && message is string words => words,
            ValidationErrorKind.StringTooShort => "This value is too short.",
            ValidationErrorKind.StringTooLong => "This value is too long.",
            ValidationErrorKind.NotInEnumeration => "Choose one of the allowed values.",
            ValidationErrorKind.PatternMismatch => "The format of this value is invalid.",
            _ => $"This value is invalid ({fault.Kind}).",
        };

    /// <summary>The title of a member. The branches of a choice have no titles.</summary>
    private static string TitleAt(JsonSchema schema, string pointer)
    {
        var names = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var member = names.Aggregate(
            (JsonSchema?)schema,
            (at, name) => at is not null && at.Properties.TryGetValue(name, out var next) ? next : null
        );
        return member?.Title ?? names.LastOrDefault() ?? "This value";
    }
}
