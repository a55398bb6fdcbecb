using InputSdk.Conformance;

namespace Consumer;

/// <summary>Compiles against the package of the rules.</summary>
public static class RuleCount
{
    public static int Value => Rules.All.Count;
}
