using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace TestSupport;

/// <summary>Policy statements: those in the documentation and those in the remedy of an error.</summary>
public static class Statements
{
    /// <summary>The statements of a policy file in docs/aws.</summary>
    public static IEnumerable<JsonNode> Of(string file) =>
        OfPolicy(File.ReadAllText(Repository.File("docs", "aws", file)));

    /// <summary>The statements of a policy.</summary>
    public static IEnumerable<JsonNode> OfPolicy(string policy) =>
        JsonNode.Parse(policy)!["Statement"]!.AsArray().Select(statement => statement!);

    /// <summary>The statements in a text. The braces of each statement are at the start of a line.</summary>
    public static IEnumerable<JsonNode> In(string text) =>
        Regex
            .Matches(text, "^[{].*?^[}]", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => JsonNode.Parse(match.Value)!);

    /// <summary>Asserts that both are the same statements in the same order, regardless of formatting.</summary>
    public static void AssertSame(IEnumerable<JsonNode> expected, IEnumerable<JsonNode> found) =>
        Assert.Equal(expected, found, (one, other) => JsonNode.DeepEquals(one, other));
}
