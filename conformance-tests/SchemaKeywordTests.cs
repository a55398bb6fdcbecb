using System.Text.Json.Nodes;
using InputSdk.Conformance;
using NJsonSchema;
using Xunit;

namespace ConformanceTests;

/// <summary>
/// The validator of the host enforces every keyword that a schema can use. <c>schema-keywords.json</c> has a schema
/// with a valid and an invalid value for each keyword.
/// </summary>
public sealed class SchemaKeywordTests
{
    private static readonly JsonNode Examples = JsonNode.Parse(
        File.ReadAllText(Repository.File("conformance-tests", "schema-keywords.json"))
    )!;

    public static TheoryData<string> Enforced => [.. SchemaRules.Enforced];

    public static TheoryData<string> Ignored => [.. Examples["ignored"]!.AsObject().Select(example => example.Key)];

    [Theory]
    [MemberData(nameof(Enforced))]
    public async Task A_keyword_that_a_schema_can_use_is_enforced(string keyword)
    {
        Assert.Empty(await ErrorsAsync("enforced", keyword, "valid"));
        Assert.NotEmpty(await ErrorsAsync("enforced", keyword, "invalid"));
    }

    [Theory]
    [MemberData(nameof(Ignored))]
    public async Task A_keyword_that_the_validator_ignores_cannot_be_used(string keyword)
    {
        Assert.Empty(await ErrorsAsync("ignored", keyword, "invalid"));
        var schema = Examples["ignored"]![keyword]!["schema"]!.AsObject();
        Assert.Contains(
            keyword,
            SchemaRules.Schemas(schema, "").Select(found => SchemaRules.UnknownKeyword(found.Schema))
        );
    }

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> ErrorsAsync(
        string kind,
        string keyword,
        string value
    )
    {
        var example = Examples[kind]![keyword]!;
        var schema = await JsonSchema.FromJsonAsync(example["schema"]!.ToJsonString());
        return schema.Validate(example[value]!.ToJsonString());
    }
}
