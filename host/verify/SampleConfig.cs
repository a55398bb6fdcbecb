using System.Text;
using System.Text.Json.Nodes;
using InputSdk;
using NJsonSchema;

namespace InputHost.Verify;

/// <summary>
/// Derives a configuration that is valid for a manifest's schema: its required members and those of the first
/// alternative that can be satisfied. Whether the source exists is not checked.
/// </summary>
internal static class SampleConfig
{
    private static readonly string[] Sections = ["settings", "secrets"];

    private static readonly string[] Texts = ["description", "x-message", "title"];

    // The first valid value is used, so specific values come before those that match nearly any pattern.
    private static readonly string[] Typical =
    [
        "https://example.com/",
        "http://localhost:8080/",
        "ftp://example.com/logs",
        "s3://example-bucket/logs/",
        "jdbc:postgresql://db.example.com:5432/example",
        "arn:aws:iam::123456789012:role/example",
        "arn:aws:s3:::example-bucket",
        "someone@example.com",
        "2024-03-09T05:30:00Z",
        "2024-03-09",
        "05:30",
        "05:30:00",
        "P1D",
        "PT1H",
        "192.0.2.1",
        "192.0.2.0/24",
        "2001:db8::1",
        "db.example.com",
        "localhost",
        "db.example.com:5432",
        "us-east-1",
        "europe-west1",
        "westeurope",
        "123456789012",
        "00000000-0000-4000-8000-000000000000",
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "/var/log/example",
        "logs/2024/",
        "*.log",
        "en-US",
        "UTC",
        "Europe/Berlin",
        "example-bucket",
        "example_name",
        "example.name",
        "example",
        "Example",
        "EXAMPLE",
        "1",
        "10",
        "60",
        "8080",
        "1.0.0",
        "true",
        "a",
        "A",
        "0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef01234567",
    ];

    /// <returns><see langword="null"/> when none can be derived from the schema.</returns>
    public static InputConfig? Of(ReadOnlyMemory<byte> manifest)
    {
        if (JsonNode.Parse(manifest.Span)?["config"] is not JsonObject schema)
        {
            return null;
        }

        var whole = JsonSchema.FromJsonAsync(schema.ToJsonString()).GetAwaiter().GetResult();
        var choices = schema["oneOf"] as JsonArray ?? [new JsonObject()];
        return choices
            .Select(choice => Of(schema, choice!))
            .Where(config => config is not null && whole.Validate(config.ToJsonString()).Count == 0)
            .Select(config => new InputConfig
            {
                Settings = Bytes(config!["settings"]!),
                Secrets = Bytes(config["secrets"]!),
            })
            .FirstOrDefault();
    }

    private static JsonObject? Of(JsonObject schema, JsonNode choice)
    {
        var config = new JsonObject();
        foreach (var section in Sections)
        {
            var own = schema["properties"]?[section];
            var names = Required(own).Concat(Required(choice["properties"]?[section])).Distinct().ToList();
            if (section == "settings" && names.Count == 0)
            {
                // Some rules replace a member with an invalid value, so at least one is needed.
                names = (own?["properties"] as JsonObject ?? []).Take(1).Select(member => member.Key).ToList();
            }

            var values = names.ConvertAll(name =>
                (Name: name, Value: own?["properties"]?[name] is JsonObject property ? ValueOf(property) : null)
            );
            if (values.Exists(member => member.Value is null))
            {
                return null;
            }

            config[section] = new JsonObject(values.Select(member => KeyValuePair.Create(member.Name, member.Value)));
        }

        return config;
    }

    private static IEnumerable<string> Required(JsonNode? schema) =>
        (schema?["required"] as JsonArray ?? []).Select(name => (string)name!);

    private static JsonNode? ValueOf(JsonObject property)
    {
        var schema = JsonSchema.FromJsonAsync(property.ToJsonString()).GetAwaiter().GetResult();
        return Candidates(property).FirstOrDefault(value => schema.Validate(value.ToJsonString()).Count == 0);
    }

    private static IEnumerable<JsonNode> Candidates(JsonObject property)
    {
        var declared = new[] { property["default"], (property["enum"] as JsonArray)?.FirstOrDefault() }
            .OfType<JsonNode>()
            .Select(value => value.DeepClone());
        return declared.Concat(
            (string?)property["type"] switch
            {
                "integer" or "number" => new[] { property["minimum"], property["maximum"], 1, 0 }
                    .OfType<JsonNode>()
                    .Select(value => value.DeepClone()),
                "boolean" => [false, true],
                _ => Typical
                    .Concat(Words(property))
                    .Append(new string('a', (int?)property["minLength"] ?? 1))
                    .Select(text => (JsonNode)text),
            }
        );
    }

    /// <summary>Descriptions often contain a valid value as an example.</summary>
    private static IEnumerable<string> Words(JsonObject property) =>
        Texts
            .SelectMany(name => ((string?)property[name] ?? "").Split(' '))
            .Select(word => word.Trim('.', ',', ';', ':', '(', ')', '"'));

    private static byte[] Bytes(JsonNode section) => Encoding.UTF8.GetBytes(section.ToJsonString());
}
