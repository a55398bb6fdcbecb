using System.Text.Json.Nodes;
using InputSdk.S3.Configuration;

namespace InputSdk.S3.Specification;

/// <summary>
/// The JSON Schema of a configuration: <c>settings</c>, <c>secrets</c>, and the choice of credentials as a <c>oneOf</c>
/// at the root, in which <c>"not": {}</c> marks the members that a branch excludes. It uses only keywords that
/// NJsonSchema, ajv and form libraries interpret in the same way.
/// </summary>
internal static class ConfigSchema
{
    private const string Dialect = "http://json-schema.org/draft-07/schema#";

    public static JsonObject Of(InputDefinition definition)
    {
        var role = definition.NameOf(SettingKind.RoleArn);
        string[] keys = [definition.NameOf(SettingKind.AccessKey), definition.NameOf(SettingKind.SecretKey)];
        return new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = definition.Name,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("settings"),
            ["properties"] = new JsonObject { ["settings"] = Settings(definition), ["secrets"] = Secrets(definition) },
            ["x-choice-title"] = "Authentication",
            ["oneOf"] = new JsonArray(
                Choice("Role ARN", "Assume an IAM role.", required: [role], excludedSecrets: keys),
                new JsonObject
                {
                    ["title"] = "Static credentials",
                    ["description"] = "Access key of an IAM user.",
                    ["required"] = new JsonArray("secrets"),
                    ["properties"] = new JsonObject
                    {
                        ["settings"] = new JsonObject { ["properties"] = Excluded([role]) },
                        ["secrets"] = new JsonObject { ["required"] = Texts(keys) },
                    },
                }
            ),
        };
    }

    /// <summary>The schema of the settings only.</summary>
    public static JsonObject OfSettings(InputDefinition definition) => WithDialect(Settings(definition));

    /// <summary>The schema of the secrets only.</summary>
    public static JsonObject OfSecrets(InputDefinition definition) => WithDialect(Secrets(definition));

    private static JsonObject WithDialect(JsonObject schema)
    {
        schema.Insert(0, "$schema", Dialect);
        return schema;
    }

    private static JsonObject Settings(InputDefinition definition)
    {
        var schema = Section("Settings", definition.Settings, definition);
        schema.Insert(3, "required", new JsonArray(definition.NameOf(SettingKind.Bucket)));
        return schema;
    }

    private static JsonObject Secrets(InputDefinition definition)
    {
        var schema = Section("Secrets", definition.Secrets, definition);
        foreach (var (_, secret) in schema["properties"]!.AsObject())
        {
            secret!["format"] = "password";
            secret["writeOnly"] = true;
            secret["x-secret"] = true;
        }

        return schema;
    }

    private static JsonObject Section(string title, IReadOnlyList<Setting> members, InputDefinition definition)
    {
        var properties = new JsonObject();
        foreach (var (order, setting) in members.Index())
        {
            properties[setting.Name] = Property(setting, order, definition);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["title"] = title,
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Property(Setting setting, int order, InputDefinition definition)
    {
        var property = new JsonObject
        {
            ["type"] = "string",
            ["title"] = setting.Title,
            ["description"] = setting.Description,
            ["x-order"] = order,
        };
        if (setting.Kind == SettingKind.LogType)
        {
            property["enum"] = Texts(definition.Logs.Select(log => log.Id));
            property["x-enum-titles"] = Texts(definition.Logs.Select(log => log.Title));
            property["default"] = definition.Logs[0].Id;

            // The schema does not require it: configurations without it are valid and use the default.
            property["x-required"] = true;
            return property;
        }

        var rule = SettingRule.Of(setting.Kind);
        if (rule.MinLength > 0)
        {
            property["minLength"] = rule.MinLength;
        }

        property["maxLength"] = SettingRule.MaxLength;
        property["pattern"] = rule.Pattern;
        property["x-message"] = rule.Message;
        if (setting.Placeholder is not null)
        {
            property["x-placeholder"] = setting.Placeholder;
        }

        return property;
    }

    private static JsonObject Choice(string title, string description, string[] required, string[] excludedSecrets) =>
        new()
        {
            ["title"] = title,
            ["description"] = description,
            ["properties"] = new JsonObject
            {
                ["settings"] = new JsonObject { ["required"] = Texts(required) },
                ["secrets"] = new JsonObject { ["properties"] = Excluded(excludedSecrets) },
            },
        };

    private static JsonObject Excluded(IEnumerable<string> names) =>
        new(
            names.Select(name =>
                KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["not"] = new JsonObject() })
            )
        );

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new(texts.Select(text => (JsonNode)JsonValue.Create(text)).ToArray());
}
