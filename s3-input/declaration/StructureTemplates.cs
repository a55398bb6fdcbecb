using System.Collections;
using System.Text.Json.Nodes;

namespace InputSdk.S3;

/// <summary>A JSON object. A later member with the same name replaces an earlier one.</summary>
public sealed class ObjectTemplate : Template, IEnumerable<KeyValuePair<string, Template>>
{
    private readonly OrderedDictionary<string, Template> _members = [];

    /// <summary>Gets or sets a member.</summary>
    public Template this[string name]
    {
        get => _members[name];
        set => _members[name] = value;
    }

    internal IReadOnlyDictionary<string, Template> Members => _members;

    internal override bool IsFixed => _members.Values.All(member => member.IsFixed);

    internal override bool IsConstant => _members.Values.All(member => member.IsConstant);

    internal override bool IsAlways =>
        IsConstant || _members.Values.Any(member => !member.IsConstant && member.IsAlways);

    internal override IEnumerable<Template> Children => _members.Values;

    /// <summary>A new object with the members of both.</summary>
    public ObjectTemplate With(ObjectTemplate others)
    {
        var all = new ObjectTemplate();
        foreach (var (name, member) in _members.Concat(others._members))
        {
            all[name] = member;
        }

        return all;
    }

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts)
    {
        var json = new JsonObject();
        var depends = IsConstant;
        foreach (var (name, member) in _members)
        {
            if (member.Evaluate(parts) is { } value)
            {
                json[name] = value;
                depends |= !member.IsConstant;
            }
        }

        return depends ? json : null;
    }

    internal override JsonObject Schema(LogDefinition log) =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray([
                .. _members
                    .Where(member => member.Value.IsAlways)
                    .Select(member => (JsonNode)JsonValue.Create(member.Key)),
            ]),
            ["properties"] = new JsonObject(
                _members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.Schema(log)))
            ),
        };

    internal override string Describe() =>
        string.Join(", ", _members.Select(member => $"{member.Key}: {member.Value.Describe()}"));

    /// <summary>The members in order.</summary>
    public IEnumerator<KeyValuePair<string, Template>> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A JSON array of the items that are not omitted.</summary>
public sealed class ListTemplate(params Template[] items) : Template
{
    internal override bool IsFixed => items.All(item => item.IsFixed);

    internal override bool IsConstant => items.All(item => item.IsConstant);

    internal override bool IsAlways => IsConstant || items.Any(item => !item.IsConstant && item.IsAlways);

    internal override IEnumerable<Template> Children => items;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) =>
        items.Select(item => item.Evaluate(parts)).OfType<JsonNode>().ToArray() is { Length: > 0 } found
            ? new JsonArray(found)
            : null;

    internal override JsonObject Schema(LogDefinition log) =>
        new()
        {
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = SchemaUnion.Of([.. items.Select(item => item.Schema(log))]),
        };

    internal override string Describe() => string.Join("; ", items.Select(item => item.Describe()));
}

/// <summary>
/// An object of all columns that are not empty and are not in the record yet, each as its text, and of the values of
/// columns that are newer than the declaration as <c>_extra</c>.
/// </summary>
public sealed class UnmappedTemplate : Template
{
    /// <summary>Values that mean that a column has no value, by column.</summary>
    public IReadOnlyDictionary<string, string> Unset { get; init; } = new Dictionary<string, string>();

    /// <summary>Other members of the object. Their values are fixed for all rows of an object.</summary>
    public ObjectTemplate Others { get; init; } = [];

    internal override bool IsFixed => false;

    internal override bool IsConstant => false;

    internal override bool IsAlways => Others.Members.Values.Any(member => member.IsAlways);

    internal override IEnumerable<Template> Children => [Others];

    internal override JsonObject Schema(LogDefinition log)
    {
        var schema = Others.Schema(log);
        var properties = schema["properties"]!.AsObject();
        foreach (var column in log.Columns)
        {
            properties[column.Name] = new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        }

        properties["_extra"] = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string" },
        };
        return schema;
    }

    internal override string Describe() =>
        "all other columns that have a value"
        + string.Concat(Unset.Select(column => $"; `{column.Key}` not if it is `{column.Value}`"))
        + string.Concat(Others.Members.Select(member => $"; {member.Key}: {member.Value.Describe()}"));
}
