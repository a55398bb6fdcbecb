namespace InputSdk.Conformance;

internal static class Skip
{
    /// <summary>Ends a test as skipped, visibly and with its reason: by what the runner knows such an exception by.</summary>
    public static void Because(string reason) => throw new InvalidOperationException("$XunitDynamicSkip$" + reason);
}
