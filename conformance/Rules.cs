namespace InputSdk.Conformance;

/// <summary>Every rule there is; RULES.md words them, and each has a saboteur.</summary>
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
    ];

    /// <summary>The rule of a number.</summary>
    public static Rule Of(string number) => All.First(rule => rule.Number == number);
}
