using System.Text.Json.Nodes;

namespace InputSdk.S3.Specification;

/// <summary>The JSON Schema of a log type's records.</summary>
internal static class RecordSchema
{
    /// <summary>The member that contains the values of columns of a future layout.</summary>
    public const string Extra = "_extra";

    public const string Dialect = "http://json-schema.org/draft-07/schema#";

    public static JsonObject Of(LogDefinition log)
    {
        var properties = new JsonObject();
        foreach (var (index, column) in log.Columns.Index())
        {
            // Only columns after the narrowest layout can be missing from an older row.
            JsonNode type = index < log.Widths[0] ? "string" : new JsonArray("string", "null");
            properties[column.Name] = new JsonObject { ["type"] = type, ["description"] = column.Description };
        }

        properties[Extra] = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "Values of columns that are newer than this schema, in order. Absent if there are none.",
            ["items"] = new JsonObject { ["type"] = "string" },
        };
        return new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = log.Title,
            ["description"] = log.Description,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray(log.Columns.Select(column => (JsonNode)column.Name).ToArray()),
            ["properties"] = properties,
        };
    }
}
