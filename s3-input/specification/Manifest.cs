using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InputSdk.S3.Check;
using InputSdk.S3.Checkpoints;

namespace InputSdk.S3.Specification;

/// <summary>
/// Generates the manifest and the schemas from a definition. A host uses them before it loads the connector. The same
/// definition always gives the same bytes.
/// </summary>
internal static class Manifest
{
    // The files are never embedded in HTML, so characters such as < are not escaped.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(InputDefinition definition) => Bytes(Of(definition));

    /// <summary>All generated files by their path in the repository.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files(InputDefinition definition)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["manifest.json"] = Write(definition),
            ["schemas/manifest.schema.json"] = Bytes(ManifestSchema.Create()),
            ["schemas/config.schema.json"] = Bytes(ConfigSchema.Of(definition)),
            ["schemas/settings.schema.json"] = Bytes(ConfigSchema.OfSettings(definition)),
            ["schemas/secrets.schema.json"] = Bytes(ConfigSchema.OfSecrets(definition)),
        };
        foreach (var log in definition.Logs)
        {
            files[$"schemas/{log.Id}.schema.json"] = Bytes(RecordSchema.Of(log));
            foreach (var (format, schema) in FormatSchemas.OfLog(definition, log))
            {
                files[$"schemas/{log.Id}.{format}.schema.json"] = Bytes(schema);
            }
        }

        foreach (var (path, text) in ReferencePages.Of(definition))
        {
            files[path] = text;
        }

        return files;
    }

    private static JsonObject Of(InputDefinition definition)
    {
        var manifest = new JsonObject
        {
            ["manifestVersion"] = 1,
            ["id"] = definition.Id,
            ["name"] = definition.Name,
            ["description"] = definition.Description,
            ["category"] = definition.Category,
            ["syncMode"] = "incremental",
            ["documentationUrl"] = definition.DocumentationUrl,
            ["version"] = definition.Version,
            ["contract"] = new JsonObject { ["major"] = 1, ["minor"] = 5 },
            ["entry"] = new JsonObject
            {
                ["assembly"] = definition.EntryType.Assembly.GetName().Name + ".dll",
                ["type"] = definition.EntryType.FullName,
                ["framework"] = "net10.0",
            },
            ["delivery"] = "at-least-once",
            ["checkpoint"] = new JsonObject
            {
                ["version"] = CheckpointState.Version,
                ["reads"] = new JsonArray(CheckpointState.Version),
                ["maxBytes"] = Checkpoint.MaxStateBytes,
            },
            ["identity"] = new JsonArray(
                definition.PointerTo(SettingKind.Bucket),
                definition.PointerTo(SettingKind.Prefix),
                definition.PointerTo(SettingKind.LogType)
            ),
            ["egress"] = new JsonArray("*.amazonaws.com", "*.amazonaws.com.cn", "*.amazonaws.eu"),
            ["check"] = new JsonArray(
                ConnectionSteps
                    .All.Select(step => (JsonNode)new JsonObject { ["id"] = step.Id, ["title"] = step.Title })
                    .ToArray()
            ),
            ["config"] = ConfigSchema.Of(definition),
            ["logTypes"] = new JsonArray(definition.Logs.Select(log => (JsonNode)LogType(log)).ToArray()),
            ["formats"] = FormatSchemas.Of(definition),
            ["errors"] = new JsonArray(
                ErrorCode
                    .All.Select(error =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["code"] = error.Code,
                                ["kind"] = error.Kind.ToString(),
                                ["help"] = error.Help,
                            }
                    )
                    .ToArray()
            ),
        };
        foreach (var name in manifest.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            manifest.Remove(name);
        }

        return manifest;
    }

    private static JsonObject LogType(LogDefinition log) =>
        new()
        {
            ["id"] = log.Id,
            ["title"] = log.Title,
            ["description"] = log.Description,
            ["objects"] = log.ObjectName.ToString(),
            ["widths"] = new JsonArray(log.Widths.Select(width => (JsonNode)width).ToArray()),
            ["columns"] = new JsonArray(
                log.Columns.Select(
                        (column, index) =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["name"] = column.Name,
                                    ["description"] = column.Description,
                                    ["nullable"] = index >= log.Widths[0],
                                }
                    )
                    .ToArray()
            ),
        };

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString(Readable) + "\n");
}
