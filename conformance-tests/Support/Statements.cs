using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace ConformanceTests;

/// <summary>Statements of policies: those of the documentation, and those that an error tells.</summary>
internal static class Statements
{
    /// <summary>The statements of a file in docs/aws, as that page has them.</summary>
    public static IEnumerable<JsonNode> Of(string file) =>
        OfPolicy(File.ReadAllText(Repository.File("docs", "aws", file)));

    /// <summary>The statements of a policy.</summary>
    public static IEnumerable<JsonNode> OfPolicy(string policy) =>
        JsonNode.Parse(policy)!["Statement"]!.AsArray().Select(statement => statement!);

    /// <summary>The statements within a text, each an object that begins and ends at the beginning of a line.</summary>
    public static IEnumerable<JsonNode> In(string text) =>
        Regex
            .Matches(text, "^[{].*?^[}]", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => JsonNode.Parse(match.Value)!);

    /// <summary>That both are the same statements, in the same order, however they are written.</summary>
    public static void AssertSame(IEnumerable<JsonNode> expected, IEnumerable<JsonNode> found) =>
        Assert.Equal(expected, found, (one, other) => JsonNode.DeepEquals(one, other));
}
