using System.Text.Json.Nodes;

namespace InputSdk.S3;

internal sealed class FirstTemplate(IReadOnlyList<Template> values) : Template
{
    internal override bool IsFixed => values.All(value => value.IsFixed);

    internal override bool IsConstant => values.All(value => value.IsConstant);

    internal override bool IsAlways => values.Any(value => value.IsAlways);

    internal override IEnumerable<Template> Children => values;

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts) =>
        values.Select(value => value.Evaluate(parts)).FirstOrDefault(value => value is not null);

    internal override JsonObject Schema(LogDefinition log) =>
        SchemaUnion.Of([.. values.Select(value => value.Schema(log))]);

    internal override string Describe() => string.Join(", or else ", values.Select(value => value.Describe()));
}

/// <summary>A choice by the value of a column or of a part of the object's name.</summary>
public sealed class SwitchTemplate : Template
{
    /// <summary>The column that decides. Exactly one of column and part is set.</summary>
    public string? ByColumn { get; init; }

    /// <summary>The part of the object's name or path that decides.</summary>
    public string? ByPart { get; init; }

    /// <summary>The values by the text of the column or part; case matters.</summary>
    public IDictionary<string, Template> Cases { get; } = new OrderedDictionary<string, Template>();

    /// <summary>Whether a case applies to all texts that start with it. The first such case is used.</summary>
    public bool ByStart { get; init; }

    /// <summary>The value for any other text that is not empty; null to omit it.</summary>
    public Template? Else { get; init; }

    /// <summary>The value if the column is empty; null to omit it.</summary>
    public Template? Empty { get; init; }

    internal override bool IsFixed => ByColumn is null && Children.All(value => value.IsFixed);

    internal override bool IsConstant => false;

    internal override bool IsAlways => Else is not null && Empty is not null && Children.All(value => value.IsAlways);

    internal override IEnumerable<Template> Children => Cases.Values.Concat(new[] { Else, Empty }.OfType<Template>());

    internal override JsonNode? Evaluate(IReadOnlyDictionary<string, string> parts)
    {
        var text = parts.GetValueOrDefault(ByPart!) ?? "";
        var found =
            text.Length == 0 ? Empty
            : Cases.FirstOrDefault(item => IsCase(text, item.Key)).Value is { } value ? value
            : Else;
        return found?.Evaluate(parts);
    }

    internal override JsonObject Schema(LogDefinition log) =>
        SchemaUnion.Of([.. Children.Where(value => value is not OmittedTemplate).Select(value => value.Schema(log))]);

    internal override string Describe()
    {
        var by = ByColumn is null ? $"{ByPart} in the object name" : $"`{ByColumn}`";
        var cases = Cases
            .GroupBy(item => item.Value.Describe(), item => $"`{item.Key}{(ByStart ? "…" : "")}`")
            .Select(same => $"{string.Join(", ", same)}: {same.Key}");
        var rest = new[]
        {
            Else is null ? null
            : Cases.Count == 0 ? Else.Describe()
            : $"otherwise: {Else.Describe()}",
            Empty is null ? null : $"empty: {Empty.Describe()}",
        };
        var what = Cases.Count == 0 ? "if it is not empty: " : "";
        return $"by {by}: {what}{string.Join("; ", cases.Concat(rest.OfType<string>()))}";
    }

    private bool IsCase(string text, string start) =>
        ByStart ? text.StartsWith(start, StringComparison.Ordinal) : text == start;
}
