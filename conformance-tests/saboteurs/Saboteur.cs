using InputSdk.Conformance;

namespace ConformanceTests;

/// <summary>A connector that breaks one rule on purpose, and the other rules that also detect it.</summary>
internal sealed record Saboteur(string Rule, string Does, ConnectorDriver Driver)
{
    /// <summary>The other rules that it also breaks because they check the same behavior.</summary>
    public string[] NoticedBy { get; init; } = [];
}
