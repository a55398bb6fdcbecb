namespace InputSdk.Conformance;

/// <summary>
/// Runs an operation once for each call to the source and each kind of failure, each time in a new world.
/// </summary>
internal static class FaultInjection
{
    /// <summary>Fails each call of a read.</summary>
    public static Task OfReadAsync(ConnectorDriver driver, Func<SourceWorld, int, string, Task> then) =>
        OfAsync(driver, world => Transcript.OfAsync(world.Connect(), world.Config), then);

    /// <summary>Fails each call of a connection test.</summary>
    public static Task OfCheckAsync(ConnectorDriver driver, Func<SourceWorld, int, string, Task> then) =>
        OfAsync(driver, world => CheckRules.StepsAsync(world.Connect(), world.Config), then);

    private static async Task OfAsync(
        ConnectorDriver driver,
        Func<SourceWorld, Task> undisturbed,
        Func<SourceWorld, int, string, Task> then
    )
    {
        using var first = driver.NewWorld();
        await undisturbed(first);
        RuleAssert.True(first.Calls > 0 && first.Faults.Count > 0, "the world has no call that can fail");
        foreach (var fault in first.Faults)
        {
            for (var call = 0; call < first.Calls; call++)
            {
                using var world = driver.NewWorld();
                world.Fail(call, fault);
                await then(world, call, fault);
            }
        }
    }
}
