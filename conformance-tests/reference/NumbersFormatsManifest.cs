using System.Text.Json.Nodes;

namespace ConformanceTests;

/// <summary>The manifest of the connector for lists of numbers with its formats.</summary>
internal static class NumbersFormatsManifest
{
    private const string Formats = """
        [
          {
            "id": "native", "title": "Native", "description": "The columns.",
            "schemas": { "numbers": {
              "type": "object", "additionalProperties": false, "required": ["number", "note"],
              "properties": { "number": { "type": "string" }, "note": { "type": ["string", "null"] } }
            } }
          },
          {
            "id": "enriched", "title": "Enriched", "description": "The columns, with the origin of each number.",
            "schemas": { "numbers": {
              "type": "object", "additionalProperties": false,
              "required": ["_time", "_id", "_object", "_line", "number", "note"],
              "properties": {
                "_time": { "type": ["string", "null"] }, "_id": { "type": "string" }, "_object": { "type": "string" },
                "_line": { "type": "integer", "minimum": 1 },
                "number": { "type": "string" }, "note": { "type": ["string", "null"] }
              }
            } }
          },
          {
            "id": "event", "title": "Event", "description": "One event for each number.",
            "schemas": { "numbers": {
              "type": "object", "additionalProperties": false, "required": ["value", "metadata"],
              "properties": {
                "value": { "type": "integer", "minimum": 0 },
                "day": { "type": "string" },
                "metadata": {
                  "type": "object", "additionalProperties": false, "required": ["uid"],
                  "properties": { "uid": { "type": "string" } }
                }
              }
            } }
          }
        ]
        """;

    public static string Text { get; } = With(_ => { });

    /// <summary>The manifest with a change.</summary>
    public static string With(Action<JsonObject> change)
    {
        var manifest = JsonNode.Parse(NumbersManifest.Text)!.AsObject();
        manifest["contract"]!["minor"] = 4;
        manifest["formats"] = JsonNode.Parse(Formats);
        change(manifest);
        return manifest.ToJsonString();
    }
}
