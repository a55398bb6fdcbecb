using System.Text.Json.Nodes;

namespace InputSdk.S3;

/// <summary>
/// One schema for values that have one of several schemas. Objects are merged instead of listed, so that a manifest is
/// small: each member has one of its schemas, independent of the other members.
/// </summary>
internal static class SchemaUnion
{
    public static JsonObject Of(IReadOnlyList<JsonObject> schemas)
    {
        var different = schemas.DistinctBy(schema => schema.ToJsonString()).ToList();
        return different.Count == 1 ? different[0]
            : (string)different[0]["type"]! == "object" ? Object(different)
            : different.TrueForAll(schema => schema.ContainsKey("enum")) ? Enum(different)
            : new JsonObject { ["type"] = (string)different[0]["type"]! };
    }

    private static JsonObject Object(List<JsonObject> schemas)
    {
        var members = schemas.SelectMany(schema => schema["properties"]!.AsObject());
        var required = schemas
            .Select(schema => schema["required"]!.AsArray().Select(name => (string)name!))
            .Aggregate((all, names) => all.Intersect(names));
        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)JsonValue.Create(name))]),
            ["properties"] = new JsonObject(
                members
                    .GroupBy(member => member.Key, member => member.Value!.DeepClone().AsObject())
                    .Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Of([.. member])))
            ),
        };
    }

    private static JsonObject Enum(List<JsonObject> schemas) =>
        new()
        {
            ["type"] = (string)schemas[0]["type"]!,
            ["enum"] = new JsonArray([
                .. schemas
                    .SelectMany(schema => schema["enum"]!.AsArray())
                    .DistinctBy(value => value!.ToJsonString())
                    .Select(value => value!.DeepClone()),
            ]),
        };
}
