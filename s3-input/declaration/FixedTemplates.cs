using System.Text.Json;
using System.Text.Json.Nodes;

namespace InputSdk.S3;

internal sealed class LiteralTemplate(JsonNode value) : Template
{
    internal override bool IsFixed => true;

    internal override bool IsConstant => true;

    internal override bool IsAlways => true;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) => value.DeepClone();

    internal override JsonObject Schema(LogDefinition log) =>
        new()
        {
            ["type"] = value.GetValueKind() switch
            {
                JsonValueKind.String => "string",
                JsonValueKind.Number => "integer",
                _ => "boolean",
            },
            ["enum"] = new JsonArray(value.DeepClone()),
        };

    internal override string Describe() =>
        value.GetValueKind() == JsonValueKind.String ? $"`\"{value}\"`" : $"`{value.ToJsonString()}`";
}

internal sealed class OmittedTemplate : Template
{
    internal override bool IsFixed => true;

    internal override bool IsConstant => false;

    internal override bool IsAlways => false;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) => null;

    internal override JsonObject Schema(LogDefinition log) =>
        throw new InvalidOperationException("A value that is always omitted has no schema.");

    internal override string Describe() => "omitted";
}

internal sealed class PartTemplate(string name) : Template
{
    public string Name => name;

    internal override bool IsFixed => true;

    internal override bool IsConstant => false;

    internal override bool IsAlways => false;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) => parts.GetValueOrDefault(name);

    internal override JsonObject Schema(LogDefinition log) => new() { ["type"] = "string" };

    internal override string Describe() => $"{name} in the object name";
}

internal sealed class JoinTemplate(IReadOnlyList<Template> texts) : Template
{
    internal override bool IsFixed => true;

    internal override bool IsConstant => texts.All(text => text.IsConstant);

    internal override bool IsAlways => texts.All(text => text.IsAlways);

    internal override IEnumerable<Template> Children => texts;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts)
    {
        var values = texts.Select(text => (string?)text.Evaluate(parts)).ToList();
        return values.Contains(null) ? null : string.Concat(values);
    }

    internal override JsonObject Schema(LogDefinition log) => new() { ["type"] = "string" };

    internal override string Describe() =>
        string.Concat(
            texts.Select(text =>
                text is LiteralTemplate ? (string)text.Evaluate(new Dictionary<string, string>())!
                : text is PartTemplate part ? $"{{{part.Name}}}"
                : text is SwitchTemplate choice ? $"{{by {choice.ByPart}}}"
                : $"{{{text.Describe()}}}"
            )
        );
}

internal sealed class IdTemplate : Template
{
    internal override bool IsFixed => false;

    internal override bool IsConstant => false;

    internal override bool IsAlways => true;

    internal override JsonObject Schema(LogDefinition log) =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 22,
            ["maxLength"] = 22,
        };

    internal override string Describe() => "the id of the record";
}
