using InputSdk.S3.Attacks;
using InputSdk.S3.Parse;
using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The properties of row parsing, tested with random objects and with an attacker who knows the layouts and the code.
/// </summary>
public sealed class RowPropertyTests
{
    private const int Objects = 1_000;

    public static TheoryData<string> Properties => new(RowProperties.All.Keys);

    public static TheoryData<string> Mutants => new(RowMutants.All.Keys);

    [Theory]
    [MemberData(nameof(Properties))]
    public void Random_rows_satisfy_the_property(string property) =>
        Worlds.ForAll(
            Objects,
            seed =>
                RedshiftAuditLogs
                    .Declaration.Logs.Select(log => RowProperties.All[property](log, seed, new RowRules()))
                    .FirstOrDefault(wrong => wrong is not null)
        );

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_mutant_is_detected_by_its_property(string mutant)
    {
        var (rules, killer) = RowMutants.All[mutant];
        var properties = RowProperties
            .All.Where(property => property.Key.StartsWith($"{killer}:", StringComparison.Ordinal))
            .Select(property => property.Value)
            .ToList();
        Assert.Contains(
            Enumerable.Range(1, Objects),
            seed => properties.Exists(property => property(Samples.ConnectionLog, seed, rules) is not null)
        );
    }
}
