using InputSdk.Conformance;

namespace ConformanceTests;

/// <summary>A connector that breaks one rule on purpose, and the others that cannot help but notice.</summary>
internal sealed record Saboteur(string Rule, string Does, ConnectorDriver Driver)
{
    /// <summary>Rules besides its own that it breaks too, since they look at the same thing.</summary>
    public string[] NoticedBy { get; init; } = [];
}
