using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ConformanceTests;

/// <summary>The policies and templates in docs/aws, which users copy into their accounts.</summary>
public sealed class AwsSetupFileTests
{
    private const string Page = "docs/aws-setup.md";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static TheoryData<string> Policies => new(Names("*.json"));

    public static TheoryData<string> Templates => new(Names("*.yaml").Concat(Names("*.tf")));

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_has_complete_statements(string name)
    {
        using var policy = JsonDocument.Parse(Text(name), Strict);
        Assert.Equal("2012-10-17", policy.RootElement.GetProperty("Version").GetString());
        var statements = policy.RootElement.GetProperty("Statement").EnumerateArray().ToList();
        Assert.NotEmpty(statements);
        Assert.Distinct(statements.Select(statement => statement.GetProperty("Sid").GetString()));
        Assert.All(
            statements,
            statement =>
            {
                Assert.Matches("^[A-Za-z0-9]+$", statement.GetProperty("Sid").GetString());
                Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
                Assert.Matches("^(?:s3|sts|kms):[A-Za-z]+$", statement.GetProperty("Action").GetString());
                Assert.True(
                    statement.TryGetProperty("Resource", out _) || statement.TryGetProperty("Principal", out _)
                );
            }
        );
    }

    [Fact]
    public void The_page_links_to_every_file() =>
        Assert.Equal(
            Names("*").Select(name => "aws/" + name),
            DocumentationLinkTests
                .Links(DocumentationLinkTests.Text(Page))
                .Where(target => target.StartsWith("aws/", StringComparison.Ordinal) && target != "aws/")
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_grants_exactly_the_permissions_of_the_policies(string name)
    {
        var policies = new[] { "delivery-bucket-policy.json", "read-policy.json", "trust-policy.json" }
            .Select(Text)
            .ToList();
        Assert.Equal(
            policies.SelectMany(Actions).Order(StringComparer.Ordinal),
            Actions(Text(name)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            policies.SelectMany(Sids).Order(StringComparer.Ordinal),
            Sids(Text(name)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Only_example_account_IDs_are_used() =>
        Assert.All(
            Names("*").Select(Text).Append(DocumentationLinkTests.Text(Page)),
            text =>
                Assert.Empty(
                    Regex
                        .Matches(text, @"\b[0-9]{12}\b")
                        .Select(match => match.Value)
                        .Except(["123456789012", "210987654321"])
                )
        );

    private static IEnumerable<string> Actions(string text) =>
        Regex
            .Matches(text, @"\b(?:s3|sts|kms):[A-Z*][A-Za-z*]+")
            .Select(match => match.Value)
            .Where(action => action != "sts:ExternalId");

    private static IEnumerable<string> Sids(string text) =>
        Regex
            .Matches(text, @"""?[Ss]id""?\s*[:=]\s*""?(?<sid>\w+)", RegexOptions.ExplicitCapture)
            .Select(match => match.Groups["sid"].Value);

    private static IEnumerable<string> Names(string pattern) =>
        Directory
            .EnumerateFiles(Repository.File("docs", "aws"), pattern)
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

    private static string Text(string name) => File.ReadAllText(Repository.File("docs", "aws", name));
}
