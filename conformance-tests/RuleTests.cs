using System.Reflection;
using System.Text.RegularExpressions;
using InputSdk.Conformance;
using Xunit;

namespace ConformanceTests;

/// <summary>Checks this repository's connector against the rules.</summary>
public sealed class RedshiftAuditLogsConformance : ConnectorConformance
{
    protected override ConnectorDriver Driver => new AuditDriver();
}

/// <summary>Checks a correct connector of another kind, which needs only contract 1.0, against the rules.</summary>
public sealed class NumbersConformance : ConnectorConformance
{
    protected override ConnectorDriver Driver => new NumbersDriver();
}

/// <summary>Checks the same connector with formats against the rules.</summary>
public sealed class NumbersFormatsConformance : ConnectorConformance
{
    protected override ConnectorDriver Driver => new NumbersDriver(made: null, NumbersFormatsManifest.Text);
}

/// <summary>Verifies that RULES.md, the tests and the checks list the same rules.</summary>
public sealed class RuleTests
{
    [Fact]
    public void The_page_lists_every_rule_with_its_text()
    {
        var page = File.ReadAllText(Repository.File("conformance-tests", "RULES.md"));
        var written = Regex
            .Matches(page, "^- \\*\\*(?<number>[A-N][0-9]+)\\*\\*(?<world>\\*?) (?<must>.+)$", RegexOptions.Multiline)
            .Select(match =>
                (match.Groups["number"].Value, match.Groups["world"].Length == 1, match.Groups["must"].Value)
            );
        Assert.Equal(Rules.All.Select(rule => (rule.Number, rule.NeedsWorld, rule.Requirement)), written);
    }

    [Fact]
    public void Every_rule_has_one_test_with_its_number_in_the_name() =>
        Assert.Equal(
            Rules.All.Select(rule => rule.Number).Order(StringComparer.Ordinal),
            typeof(ConnectorConformance)
                .GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
                .Select(method => method.Name.Split('_')[0])
                .Order(StringComparer.Ordinal)
        );
}
