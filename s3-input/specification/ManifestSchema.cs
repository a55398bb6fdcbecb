using System.Text.Json.Nodes;

namespace InputSdk.S3.Specification;

/// <summary>The JSON Schema of <c>manifest.json</c>.</summary>
internal static class ManifestSchema
{
    public static JsonObject Create()
    {
        var schema = Closed(
            new JsonObject
            {
                ["manifestVersion"] = new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = 1,
                    ["maximum"] = 1,
                },
                ["id"] = Text("[a-z][a-z0-9]*(?:-[a-z0-9]+)*"),
                ["name"] = Text(),
                ["description"] = Text(),
                ["category"] = Text(),
                ["syncMode"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("incremental", "full") },
                ["documentationUrl"] = Text(@"https://[^\s]+"),
                ["version"] = Text(@"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?"),
                ["contract"] = Closed(new JsonObject { ["major"] = Number(), ["minor"] = Number() }),
                ["entry"] = Closed(
                    new JsonObject
                    {
                        ["assembly"] = Text(@"[A-Za-z0-9._-]+\.dll"),
                        ["type"] = Text(@"[A-Za-z0-9_.]+"),
                        ["framework"] = Text(@"net[0-9]+\.[0-9]+"),
                    }
                ),
                ["delivery"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("at-least-once") },
                ["checkpoint"] = Closed(
                    new JsonObject
                    {
                        ["version"] = Number(),
                        ["reads"] = List(Number()),
                        ["maxBytes"] = new JsonObject
                        {
                            ["type"] = "integer",
                            ["minimum"] = 1,
                            ["maximum"] = Checkpoint.MaxStateBytes,
                        },
                    }
                ),
                ["identity"] = List(Text("(?:/[a-z_]+)+")),
                ["egress"] = List(Text("[a-z0-9.*-]+"), least: 0),
                ["check"] = List(Closed(new JsonObject { ["id"] = Text("[a-z]+"), ["title"] = Text() })),
                ["config"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "A JSON Schema of settings and secrets.",
                },
                ["logTypes"] = List(LogType()),
                ["formats"] = List(Format()),
                ["errors"] = List(
                    Closed(
                        new JsonObject
                        {
                            ["code"] = Text(@"[a-z0-9]+\.[a-z_]+"),
                            ["kind"] = new JsonObject
                            {
                                ["type"] = "string",
                                ["enum"] = new JsonArray(
                                    Enum.GetNames<ErrorKind>().Select(name => (JsonNode)name).ToArray()
                                ),
                            },
                            ["help"] = Text(),
                        }
                    )
                ),
            },
            "category",
            "formats",
            "syncMode",
            "documentationUrl"
        );
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "Manifest of an input connector");
        return schema;
    }

    private static JsonObject LogType() =>
        Closed(
            new JsonObject
            {
                ["id"] = Text("[a-z][a-z0-9]*"),
                ["title"] = Text(),
                ["description"] = Text(),
                ["objects"] = Text(),
                ["widths"] = List(Number()),
                ["columns"] = List(
                    Closed(
                        new JsonObject
                        {
                            ["name"] = Text("[a-z][a-z0-9_]*"),
                            ["description"] = Text(),
                            ["nullable"] = new JsonObject { ["type"] = "boolean" },
                        }
                    )
                ),
            },
            "objects",
            "widths"
        );

    /// <summary>The first format is native. A schema by the id of each log type describes one record.</summary>
    private static JsonObject Format() =>
        Closed(
            new JsonObject
            {
                ["id"] = Text("[a-z][a-z0-9]*"),
                ["title"] = Text(),
                ["description"] = Text(),
                ["schemas"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "A JSON Schema of the records by the id of each log type.",
                    ["additionalProperties"] = new JsonObject { ["type"] = "object" },
                },
            }
        );

    /// <summary>An object with exactly these members. Some are optional, because not every source has them.</summary>
    private static JsonObject Closed(JsonObject properties, params string[] optional) =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray(
                properties
                    .Where(property => !optional.Contains(property.Key))
                    .Select(property => (JsonNode)property.Key)
                    .ToArray()
            ),
            ["properties"] = properties,
        };

    private static JsonObject Text(string? pattern = null)
    {
        var text = new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        if (pattern is not null)
        {
            text["pattern"] = $@"^{pattern}$(?!\n)";
        }

        return text;
    }

    private static JsonObject Number() => new() { ["type"] = "integer", ["minimum"] = 0 };

    private static JsonObject List(JsonObject items, int least = 1) =>
        new()
        {
            ["type"] = "array",
            ["minItems"] = least,
            ["items"] = items,
        };
}
