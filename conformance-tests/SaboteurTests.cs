using InputSdk.Conformance;
using Xunit;

namespace ConformanceTests;

/// <summary>Verifies that each rule detects a connector that breaks it.</summary>
public sealed class SaboteurTests
{
    private static IReadOnlyList<Saboteur> All =>
        [
            .. DeclarationSaboteurs.All,
            .. ReadingSaboteurs.All,
            .. CheckpointSaboteurs.All,
            .. PluginSaboteurs.All,
            .. FormatSaboteurs.All,
        ];

    public static TheoryData<string> Numbers => new(All.Select(saboteur => saboteur.Rule));

    [Fact]
    public void Every_rule_has_a_saboteur() =>
        Assert.Equal(
            Rules.All.Select(rule => rule.Number).Order(StringComparer.Ordinal),
            All.Select(saboteur => saboteur.Rule).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_saboteur_is_detected_by_exactly_the_expected_rules(string number)
    {
        var wrong = await WrongAsync(number, Rules.All);
        Assert.True(wrong is null, wrong);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_saboteur_is_not_detected_as_expected_if_its_rule_checks_nothing(string number) =>
        Assert.NotNull(
            await WrongAsync(
                number,
                Rules.All.Select(rule =>
                    rule.Number == number ? rule with { CheckAsync = _ => Task.CompletedTask } : rule
                )
            )
        );

    /// <returns>The rules that detect the saboteur, if they are not the expected ones; otherwise null.</returns>
    private static async Task<string?> WrongAsync(string number, IEnumerable<Rule> rules)
    {
        var saboteur = All.Single(saboteur => saboteur.Rule == number);
        var broken = new List<string>();
        foreach (var rule in rules)
        {
            try
            {
                await rule.VerifyAsync(saboteur.Driver);
            }
            catch (RuleSkippedException)
            {
                // The rule does not apply, so it cannot detect the saboteur.
            }
            catch (RuleBrokenException e)
            {
                broken.Add($"{rule.Number} ({e.Message})");
            }
        }

        (saboteur.Driver as IDisposable)?.Dispose();
        var caught = broken.Select(found => found.Split(' ')[0]).Order(StringComparer.Ordinal);
        return caught.SequenceEqual(saboteur.NoticedBy.Append(number).Order(StringComparer.Ordinal))
            ? null
            : $"{number}, which {saboteur.Does}, is detected by {string.Join(", ", broken)}";
    }
}
