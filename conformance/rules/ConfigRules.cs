using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace InputSdk.Conformance;

/// <summary>C: how the connector validates a configuration before it accesses a source.</summary>
internal static class ConfigRules
{
    private const string Canary = "Zq7canaryZq7";

    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "C1",
            Requirement = "A valid configuration is valid against the schema.",
            CheckAsync = ValidAsync,
        },
        new()
        {
            Number = "C2",
            Requirement = "A configuration without a required member is refused by the schema and the connector.",
            CheckAsync = driver => RefusedAsync(driver, Lacking),
        },
        new()
        {
            Number = "C3",
            Requirement =
                "A value that violates a constraint is refused by schema and connector, with the member's pointer.",
            CheckAsync = driver => RefusedAsync(driver, Violated, withPointer: true),
        },
        new()
        {
            Number = "C4",
            Requirement = "An unknown member is refused by the schema and the connector.",
            CheckAsync = driver => RefusedAsync(driver, Unknown),
        },
        new()
        {
            Number = "C5",
            Requirement = "A value of the wrong JSON type is refused by the schema and the connector.",
            CheckAsync = driver => RefusedAsync(driver, OfOtherType),
        },
        new()
        {
            Number = "C6",
            Requirement =
                "Settings that are not strict JSON are refused: duplicate members, comments, trailing commas or text.",
            CheckAsync = StrictAsync,
        },
        new()
        {
            Number = "C7",
            Requirement = "An error about a configuration does not repeat any of its values.",
            CheckAsync = NoEchoAsync,
        },
        new()
        {
            Number = "C8",
            Requirement =
                "A configuration must select exactly one branch of the choice, or schema and connector refuse it.",
            CheckAsync = driver => RefusedAsync(driver, Unchosen),
        },
    ];

    private static async Task ValidAsync(ConnectorDriver driver)
    {
        var schema = await SchemaAsync(driver);
        foreach (var config in driver.ConfigsOfOtherBranches.Prepend(driver.ValidConfig))
        {
            var faults = schema.Validate(Whole(config).ToJsonString());
            RuleAssert.True(
                faults.Count == 0,
                string.Join(", ", faults.Select(fault => $"{fault.Path}: {fault.Kind}"))
            );
        }
    }

    private static async Task RefusedAsync(
        ConnectorDriver driver,
        Func<ConnectorDriver, IEnumerable<(string Pointer, JsonObject Config)>> cases,
        bool withPointer = false
    )
    {
        var schema = await SchemaAsync(driver);
        var any = false;
        foreach (var (pointer, config) in cases(driver))
        {
            any = true;
            RuleAssert.True(schema.Validate(config.ToJsonString()).Count > 0, $"{pointer}: the schema accepts it");
            var error = await ErrorOfAsync(driver, Bytes(config["settings"]), Bytes(config["secrets"]));
            RuleAssert.True(error is not null, $"{pointer}: the connector accepts it");
            RuleAssert.True(
                error!.Kind == ErrorKind.Config,
                $"{pointer}: the connector reports {error.Kind} {error.Code}"
            );
            RuleAssert.True(
                !withPointer || error.Pointer == pointer,
                $"{pointer}: the pointer of the error is {error.Pointer ?? "missing"}"
            );
        }

        if (!any)
        {
            throw new RuleSkippedException("the schema has no such constraint");
        }
    }

    /// <summary>The error that refuses a read with these settings and secrets before the source is called.</summary>
    internal static async Task<InputError?> ErrorOfAsync(ConnectorDriver driver, byte[] settings, byte[] secrets)
    {
        // Cancelled from the start: an accepted configuration must not access a real source.
        using var cancel = new CancellationTokenSource();
        var read = await Transcript.CancelledAsync(
            driver.Create(),
            new InputConfig { Settings = settings, Secrets = secrets },
            cancel,
            after: 0
        );
        return read.Error is { Kind: ErrorKind.Config } error ? error : null;
    }

    private static IEnumerable<(string, JsonObject)> Lacking(ConnectorDriver driver)
    {
        foreach (var section in SchemaRules.Sections)
        {
            foreach (var name in SchemaRules.Config(driver)["properties"]?[section]?["required"]?.AsArray() ?? [])
            {
                var config = Whole(driver.ValidConfig);
                config[section]!.AsObject().Remove((string)name!);
                yield return ($"/{section}/{name}", config);
            }
        }
    }

    private static IEnumerable<(string, JsonObject)> Violated(ConnectorDriver driver) =>
        from property in SchemaRules.Properties(SchemaRules.Config(driver))
        from value in WrongValues(property.Schema)
        select (property.Pointer, With(driver, property.Pointer, value));

    private static IEnumerable<JsonNode> WrongValues(JsonObject schema)
    {
        if (schema["enum"] is not null)
        {
            yield return "no such value";
        }

        if (schema["pattern"] is not null)
        {
            yield return "no match: \u0001 \n";
        }

        if (schema["maxLength"] is JsonValue most)
        {
            yield return new string('a', (int)most + 1);
        }

        if (schema["minLength"] is JsonValue least && (int)least > 0)
        {
            yield return new string('a', (int)least - 1);
        }

        if (schema["maximum"] is JsonValue largest)
        {
            yield return (double)largest + 1;
        }

        if (schema["minimum"] is JsonValue smallest)
        {
            yield return (double)smallest - 1;
        }
    }

    private static IEnumerable<(string, JsonObject)> Unknown(ConnectorDriver driver)
    {
        yield return ("/settings", With(driver, "/settings/no_such_setting", "x"));
        yield return ("/secrets", With(driver, "/secrets/no_such_secret", "x"));
    }

    private static IEnumerable<(string, JsonObject)> OfOtherType(ConnectorDriver driver) =>
        from property in SchemaRules.Properties(SchemaRules.Config(driver))
        from value in new JsonNode?[]
        {
            null,
            (string?)property.Schema["type"] == "string" ? 7 : "seven",
            new JsonArray(),
            new JsonObject(),
        }
        select (property.Pointer, With(driver, property.Pointer, value));

    private static IEnumerable<(string, JsonObject)> Unchosen(ConnectorDriver driver)
    {
        var branches = SchemaRules.Config(driver)["oneOf"]?.AsArray() ?? [];
        var required = branches
            .Select(branch =>
                SchemaRules
                    .Sections.SelectMany(section =>
                        (branch!["properties"]?[section]?["required"]?.AsArray() ?? []).Select(name =>
                            (Section: section, Name: (string)name!)
                        )
                    )
                    .ToList()
            )
            .ToList();
        foreach (var other in driver.ConfigsOfOtherBranches.Select(Whole))
        {
            var both = Whole(driver.ValidConfig);
            foreach (
                var (section, name) in SchemaRules.Sections.SelectMany(section =>
                    other[section]!.AsObject().Select(member => (section, member.Key))
                )
            )
            {
                both[section]!.AsObject()[name] ??= other[section]![name]!.DeepClone();
            }

            yield return ("", both);
        }

        // A branch without required members is selected by an empty configuration.
        if (required.Count < 2 || required.Exists(branch => branch.Count == 0))
        {
            yield break;
        }

        var neither = Whole(driver.ValidConfig);
        foreach (var (section, name) in required.SelectMany(branch => branch))
        {
            neither[section]?.AsObject().Remove(name);
        }

        yield return ("", neither);
        foreach (var (section, name) in required.Where(branch => branch.Count > 1).SelectMany(branch => branch))
        {
            var half = Whole(driver.ValidConfig);
            if (half[section]?.AsObject().Remove(name) == true)
            {
                yield return ($"/{section}/{name}", half);
            }
        }
    }

    private static async Task StrictAsync(ConnectorDriver driver)
    {
        var settings = Encoding.UTF8.GetString(driver.ValidConfig.Settings.Span).Trim();
        var first = JsonNode
            .Parse(settings)!
            .AsObject()
            .Select(member => $"\"{member.Key}\":{member.Value!.ToJsonString()}")
            .FirstOrDefault();
        if (first is null)
        {
            throw new RuleSkippedException("the valid configuration has no settings");
        }

        foreach (
            var text in new[]
            {
                $"{{{first},{settings[1..]}",
                settings[..^1] + ",}",
                $"{{{first[..first.IndexOf(':', StringComparison.Ordinal)]}:\"\\ud800\"}}",
                "{/* c */" + settings[1..],
                settings + " x",
                "[]",
                "",
                "null",
                "{",
            }
        )
        {
            var error = await ErrorOfAsync(driver, Encoding.UTF8.GetBytes(text), driver.ValidConfig.Secrets.ToArray());
            RuleAssert.True(error is not null, $"settings {text} are accepted");
        }
    }

    private static async Task NoEchoAsync(ConnectorDriver driver)
    {
        foreach (var (pointer, isSecret, _) in SchemaRules.Properties(SchemaRules.Config(driver)).ToList())
        {
            var config = With(driver, pointer, $"{Canary}\n|");
            var error = await ErrorOfAsync(driver, Bytes(config["settings"]), Bytes(config["secrets"]));
            RuleAssert.True(
                error is null
                    || (
                        !error.Message.Contains(Canary, StringComparison.Ordinal)
                        && error.Pointer?.Contains(Canary, StringComparison.Ordinal) != true
                    ),
                $"the error about {pointer} repeats the {(isSecret ? "secret" : "value")}"
            );
        }
    }

    private static JsonObject With(ConnectorDriver driver, string pointer, JsonNode? value)
    {
        var config = Whole(driver.ValidConfig);
        var names = pointer[1..].Split('/');
        config[names[0]]!.AsObject()[names[1]] = value?.DeepClone();
        return config;
    }

    internal static JsonObject Whole(InputConfig config) =>
        new()
        {
            ["settings"] = JsonNode.Parse(config.Settings.Span),
            ["secrets"] = JsonNode.Parse(config.Secrets.Span),
        };

    internal static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "{}");

    private static Task<JsonSchema> SchemaAsync(ConnectorDriver driver) =>
        JsonSchema.FromJsonAsync(SchemaRules.Config(driver).ToJsonString());
}
