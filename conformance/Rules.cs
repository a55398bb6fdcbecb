namespace InputSdk.Conformance;

/// <summary>All rules, which RULES.md lists. Each rule has a saboteur that breaks it.</summary>
public static class Rules
{
    /// <summary>In the order of RULES.md.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. ManifestRules.All,
        .. SchemaRules.All,
        .. ConfigRules.All,
        .. CheckRules.All,
        .. RecordRules.All,
        .. CheckpointRules.All,
        .. CrashRules.All,
        .. SecretRules.All,
        .. ErrorRules.All,
        .. PluginRules.All,
        .. FormatRules.All,
    ];

    /// <summary>Gets the rule with the given number.</summary>
    public static Rule Of(string number) => All.First(rule => rule.Number == number);
}
