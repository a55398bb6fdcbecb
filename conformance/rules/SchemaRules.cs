using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace InputSdk.Conformance;

/// <summary>B: the schemas of settings and secrets, which hosts and forms use.</summary>
internal static partial class SchemaRules
{
    /// <summary>
    /// The keywords that NJsonSchema 11.6.2 enforces and that forms support. It silently ignores some others.
    /// </summary>
    internal static readonly IReadOnlyList<string> Enforced =
    [
        "additionalProperties",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "type",
        "uniqueItems",
    ];

    /// <summary>The keywords that only describe a value, to users and forms.</summary>
    private static readonly string[] Annotations =
    [
        "$schema",
        "default",
        "description",
        "title",
        "writeOnly",
        "x-choice-title",
        "x-enum-titles",
        "x-message",
        "x-multiline",
        "x-order",
        "x-placeholder",
        "x-required",
        "x-secret",
    ];

    internal static readonly string[] Sections = ["settings", "secrets"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "B1",
            Requirement = "Schemas use only keywords that validators enforce and forms display.",
            CheckAsync = Keywords,
        },
        new()
        {
            Number = "B2",
            Requirement = "Defaults are valid against their own schemas.",
            CheckAsync = DefaultsAsync,
        },
        new()
        {
            Number = "B3",
            Requirement = "The values of an enum are distinct, and each has a title.",
            CheckAsync = Enums,
        },
        new()
        {
            Number = "B4",
            Requirement = "All secrets are listed under secrets and marked as secrets; settings are not.",
            CheckAsync = Secrets,
        },
        new()
        {
            Number = "B5",
            Requirement = "No secret has a default.",
            CheckAsync = NoSecretDefault,
        },
        new()
        {
            Number = "B6",
            Requirement = "Patterns are anchored at both ends, reject newlines and run fast on hostile input.",
            CheckAsync = Patterns,
        },
        new()
        {
            Number = "B7",
            Requirement = "Unknown members are refused at every level.",
            CheckAsync = Closed,
        },
        new()
        {
            Number = "B8",
            Requirement = "A choice is allowed at the top level only, and each branch has a title.",
            CheckAsync = Choice,
        },
    ];

    internal static JsonObject Config(ConnectorDriver driver) => ManifestRules.Parse(driver)["config"]!.AsObject();

    /// <summary>Every setting and secret with its pointer.</summary>
    internal static IEnumerable<(string Pointer, bool IsSecret, JsonObject Schema)> Properties(JsonObject config) =>
        from section in Sections
        from property in config["properties"]?[section]?["properties"]?.AsObject() ?? []
        select ($"/{section}/{property.Key}", section == "secrets", property.Value!.AsObject());

    private static Task Keywords(ConnectorDriver driver)
    {
        foreach (var (path, schema) in Schemas(Config(driver), ""))
        {
            var unknown = UnknownKeyword(schema);
            RuleAssert.True(unknown is null, $"{path} uses {unknown}");
        }

        return Task.CompletedTask;
    }

    /// <summary>A keyword of the schema that is not enforced; null if there is none.</summary>
    internal static string? UnknownKeyword(JsonObject schema) =>
        schema.Select(member => member.Key).Except(Enforced).Except(Annotations).FirstOrDefault();

    /// <summary>A schema and all schemas in it, with their paths.</summary>
    internal static IEnumerable<(string Path, JsonObject Schema)> Schemas(JsonObject schema, string path)
    {
        yield return (path, schema);
        var inner = schema["properties"] is JsonObject members
            ? members.Select(member => ($"{path}/{member.Key}", member.Value))
            : [];
        inner = schema["oneOf"] is JsonArray branches
            ? inner.Concat(branches.Select((branch, i) => ($"{path}/oneOf/{i}", branch)))
            : inner;
        inner = schema["items"] is JsonObject items ? inner.Append(($"{path}/items", items)) : inner;
        foreach (var name in new[] { "not", "additionalProperties" })
        {
            inner = schema[name] is JsonObject one ? inner.Append(($"{path}/{name}", one)) : inner;
        }

        foreach (var (name, value) in inner)
        {
            foreach (var found in value is JsonObject below ? Schemas(below, name) : [])
            {
                yield return found;
            }
        }
    }

    private static async Task DefaultsAsync(ConnectorDriver driver)
    {
        foreach (
            var (pointer, _, schema) in Properties(Config(driver))
                .Where(property => property.Schema["default"] is not null)
        )
        {
            var own = await JsonSchema.FromJsonAsync(schema.ToJsonString());
            RuleAssert.True(
                own.Validate(schema["default"]!.ToJsonString()).Count == 0,
                $"the default of {pointer} is not valid"
            );
        }
    }

    private static Task Enums(ConnectorDriver driver)
    {
        foreach (
            var (pointer, _, schema) in Properties(Config(driver))
                .Where(property => property.Schema["enum"] is not null)
        )
        {
            var values = schema["enum"]!.AsArray().Select(value => value!.ToJsonString()).ToList();
            RuleAssert.True(values.Distinct().Count() == values.Count, $"{pointer} has a duplicate value");
            RuleAssert.True(
                schema["x-enum-titles"] is JsonArray titles && titles.Count == values.Count,
                $"{pointer} does not have a title for each value"
            );
        }

        return Task.CompletedTask;
    }

    private static Task Secrets(ConnectorDriver driver)
    {
        foreach (var (pointer, isSecret, schema) in Properties(Config(driver)))
        {
            var isMarked =
                schema["x-secret"]?.GetValueKind() == System.Text.Json.JsonValueKind.True
                && schema["writeOnly"]?.GetValueKind() == System.Text.Json.JsonValueKind.True
                && (string?)schema["format"] == "password";
            RuleAssert.True(
                isSecret == isMarked,
                isSecret ? $"{pointer} is not marked" : $"{pointer} is marked but is not a secret"
            );
            RuleAssert.True(
                isSecret || !LooksSecret().IsMatch(pointer),
                $"{pointer} looks like a secret but is a setting"
            );
        }

        return Task.CompletedTask;
    }

    private static Task NoSecretDefault(ConnectorDriver driver)
    {
        foreach (var (pointer, _, schema) in Properties(Config(driver)).Where(property => property.IsSecret))
        {
            RuleAssert.True(schema["default"] is null, $"{pointer} has a default");
        }

        return Task.CompletedTask;
    }

    private static Task Patterns(ConnectorDriver driver)
    {
        foreach (
            var (pointer, _, schema) in Properties(Config(driver))
                .Where(property => property.Schema["pattern"] is not null)
        )
        {
            var pattern = (string)schema["pattern"]!;
            RuleAssert.True(
                pattern.StartsWith('^') && pattern.EndsWith("$(?!\\n)", StringComparison.Ordinal),
                $"{pointer}: {pattern} does not start with ^ and end with $(?!\\n)"
            );
            var regex = new Regex(pattern, RegexOptions.None, Patience);
            foreach (
                var hostile in new[]
                {
                    new string('a', 20_000) + "!",
                    string.Concat(Enumerable.Repeat("a-", 10_000)) + "!",
                    string.Concat(Enumerable.Repeat("a.", 10_000)) + "\n",
                }
            )
            {
                RuleAssert.True(IsFast(regex, hostile), $"{pointer}: {pattern} is slow on hostile input");
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsFast(Regex regex, string text)
    {
        try
        {
            return !regex.IsMatch(text) || true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Task Closed(ConnectorDriver driver)
    {
        var config = Config(driver);
        foreach (
            var (path, schema) in new (string, JsonNode?)[]
            {
                ("the configuration", config),
                ("settings", config["properties"]?["settings"]),
                ("secrets", config["properties"]?["secrets"]),
            }
        )
        {
            RuleAssert.True(
                schema?["additionalProperties"]?.GetValueKind() == System.Text.Json.JsonValueKind.False,
                $"{path} accepts unknown members"
            );
        }

        return Task.CompletedTask;
    }

    private static Task Choice(ConnectorDriver driver)
    {
        var config = Config(driver);
        foreach (var (path, schema) in Schemas(config, "").Where(found => found.Schema["oneOf"] is not null))
        {
            RuleAssert.True(path.Length == 0, $"{path} has a nested choice");
            RuleAssert.True(
                schema["oneOf"]!.AsArray().All(branch => !string.IsNullOrEmpty((string?)branch!["title"])),
                "a branch has no title"
            );
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex(
        "/[a-z_]*(?:secret|secret_key|password|token|private_key|credentials?)$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex LooksSecret();
}
