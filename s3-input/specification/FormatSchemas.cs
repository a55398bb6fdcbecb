using System.Text.Json.Nodes;
using InputSdk.S3.Formats;

namespace InputSdk.S3.Specification;

/// <summary>The formats of a connector with the JSON Schemas of their records.</summary>
internal static class FormatSchemas
{
    /// <summary>The member of the manifest.</summary>
    public static JsonArray Of(InputDefinition definition)
    {
        var formats = new JsonArray(
            Format(
                RecordFormats.Native,
                "Native",
                "Only the columns of the log, as text.",
                definition,
                RecordSchema.Of
            ),
            Format(
                RecordFormats.Enriched,
                "Enriched",
                "The columns as text, and before them a sortable time, a unique ID, and where the record is from.",
                definition,
                log => Enriched(definition, log)
            )
        );
        foreach (var format in definition.Formats)
        {
            formats.Add(
                (JsonNode)Format(format.Id, format.Title, format.Description, definition, log => Own(format, log))
            );
        }

        return formats;
    }

    /// <summary>The schemas of a log in all formats except native.</summary>
    public static IEnumerable<(string Format, JsonObject Schema)> OfLog(
        InputDefinition definition,
        LogDefinition log
    ) =>
        definition
            .Formats.Select(format => (format.Id, Own(format, log)))
            .Prepend((RecordFormats.Enriched, Enriched(definition, log)));

    private static JsonObject Format(
        string id,
        string title,
        string description,
        InputDefinition definition,
        Func<LogDefinition, JsonObject> schema
    ) =>
        new()
        {
            ["id"] = id,
            ["title"] = title,
            ["description"] = description,
            ["schemas"] = new JsonObject(
                definition.Logs.Select(log => KeyValuePair.Create(log.Id, (JsonNode?)schema(log)))
            ),
        };

    private static JsonObject Own(FormatDefinition format, LogDefinition log)
    {
        var schema = format.Logs[log.Id].Schema(log);
        schema.Insert(0, "$schema", RecordSchema.Dialect);
        schema.Insert(1, "title", $"{log.Title}, {format.Title}");
        return schema;
    }

    private static JsonObject Enriched(InputDefinition definition, LogDefinition log)
    {
        var schema = RecordSchema.Of(log);
        var names = new List<string>();
        var (properties, required) = (schema["properties"]!.AsObject(), schema["required"]!.AsArray());
        Add(
            "_time",
            Text("Time of the event in UTC as in RFC 3339, or null if the log has no such time.", isNullable: true)
        );
        Add("_id", Text("Unique ID of the record, which is the same each time the record is read.", isNullable: false));
        foreach (var part in PartNames.Of(definition, log))
        {
            Add($"_{part}", Text($"The {part} in the name or path of the object.", isNullable: true));
        }

        Add("_object", Text("The object, as s3://bucket/key.", isNullable: false));
        Add(
            "_line",
            new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["description"] = "The number of the line in the object.",
            }
        );
        return schema;

        void Add(string name, JsonObject member)
        {
            properties.Insert(names.Count, name, member);
            required.Insert(names.Count, JsonValue.Create(name));
            names.Add(name);
        }
    }

    private static JsonObject Text(string description, bool isNullable) =>
        new() { ["type"] = isNullable ? new JsonArray("string", "null") : "string", ["description"] = description };
}
