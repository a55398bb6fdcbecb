using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConsoleTests;

/// <summary>
/// The members of a response with their JSON types. All elements of an array count as one. References in a schema are
/// resolved, so the names of schemas do not matter.
/// </summary>
internal static class ResponseShape
{
    private const string Null = "null";

    /// <summary>The members of an OpenAPI document whose values are compared, not only their types.</summary>
    private static readonly HashSet<string> Values = ["type", "enum", "required", "format"];

    /// <summary>The members of an OpenAPI document that programs do not depend on.</summary>
    private static readonly HashSet<string> Ignored =
    [
        "description",
        "summary",
        "tags",
        "operationId",
        "pattern",
        "servers",
        "info",
        "components",
        "additionalProperties",
    ];

    /// <summary>The keywords that combine schemas. The combined schemas are compared as one schema.</summary>
    private static readonly HashSet<string> Combined = ["oneOf", "anyOf", "allOf"];

    /// <summary>Describes the members of the stored response that are not in the current one.</summary>
    public static IEnumerable<string> Missing(JsonNode stored, JsonNode current) =>
        Missing(Members(stored, "$"), Members(current, "$"));

    /// <summary>The same for two OpenAPI documents.</summary>
    public static IEnumerable<string> MissingOfApi(JsonNode stored, JsonNode current) =>
        Missing(Described(stored, stored, "$", []), Described(current, current, "$", []));

    private static IEnumerable<string> Missing(
        IEnumerable<(string Path, string Type)> stored,
        IEnumerable<(string Path, string Type)> current
    )
    {
        var found = current.ToHashSet();
        var paths = found.Select(member => member.Path).ToHashSet();
        return stored
            .Distinct()
            .Where(member => member.Type == Null ? !paths.Contains(member.Path) : !found.Contains(member))
            .Select(member => $"{member.Path}: {member.Type}");
    }

    private static IEnumerable<(string Path, string Type)> Members(JsonNode? node, string path)
    {
        yield return (path, TypeOf(node));
        foreach (var (name, value) in Children(node))
        {
            foreach (var member in Members(value, $"{path}{name}"))
            {
                yield return member;
            }
        }
    }

    private static IEnumerable<(string Path, string Type)> Described(
        JsonNode? node,
        JsonNode root,
        string path,
        string[] within
    )
    {
        if (node is JsonObject schema && schema["$ref"] is JsonValue reference)
        {
            var target = reference.GetValue<string>();
            return within.Contains(target) ? [] : Described(Find(root, target), root, path, [.. within, target]);
        }

        return Children(node)
            .Where(child => !Ignored.Contains(child.Name[1..]))
            .SelectMany(child =>
            {
                var (name, at) = (child.Name[1..], $"{path}{child.Name}");
                return Values.Contains(name) && child.Value is JsonValue or JsonArray
                        ? ValuesOf(child.Value).Select(value => (at, value))
                    : Combined.Contains(name)
                        ? child.Value!.AsArray().SelectMany(part => Described(part, root, path, within))
                    : Described(child.Value, root, at, within).Prepend((at, TypeOf(child.Value)));
            });
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Children(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.Select(member => ($".{member.Key}", member.Value)),
            JsonArray elements => elements.Select(element => ("[]", element)),
            _ => [],
        };

    private static IEnumerable<string> ValuesOf(JsonNode? node) =>
        node is JsonArray values ? values.Select(value => $"{value}") : [$"{node}"];

    private static JsonNode? Find(JsonNode root, string reference) =>
        reference[2..]
            .Split('/')
            .Aggregate((JsonNode?)root, (node, name) => node?[name.Replace("~1", "/", StringComparison.Ordinal)]);

    private static string TypeOf(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => Null,
            JsonValueKind.True or JsonValueKind.False => "boolean",
            var kind => $"{kind}".ToLowerInvariant(),
        };
}
