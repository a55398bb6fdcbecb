namespace InputSdk.Conformance;

/// <summary>One thing that a connector must do, and how it is found out.</summary>
public sealed record Rule
{
    /// <summary>Its number, such as <c>G1</c>: the area and the place in it. It never changes its meaning.</summary>
    public required string Number { get; init; }

    /// <summary>The MUST in one sentence; RULES.md has the same.</summary>
    public required string Must { get; init; }

    /// <summary>It needs a source to read from; without one it is skipped, and said to be.</summary>
    public bool NeedsWorld { get; init; }

    /// <summary>
    /// Finds out; throws <see cref="RuleBrokenException"/> or <see cref="RuleSkippedException"/>, or
    /// whatever a broken connector throws.
    /// </summary>
    public required Func<ConnectorDriver, Task> CheckAsync { get; init; }

    /// <summary>Holds a connector against the rule.</summary>
    /// <exception cref="RuleBrokenException">It is broken; the message says by what.</exception>
    /// <exception cref="RuleSkippedException">It does not apply; the message says why.</exception>
    public Task HoldAsync(ConnectorDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return NeedsWorld && !driver.HasWorld
            ? throw new RuleSkippedException("the driver gives no source to read from")
            : GuardedAsync(driver);
    }

    private async Task GuardedAsync(ConnectorDriver driver)
    {
        try
        {
            await CheckAsync(driver);
        }
        catch (Exception e) when (e is not (RuleBrokenException or RuleSkippedException))
        {
            // Its type only: what a foreign exception says may quote anything.
            throw new RuleBrokenException(
                $"the connector ended with {e.GetType().Name}{(e is InputException input ? $" ({input.Error.Code})" : "")}"
            );
        }
    }
}

/// <summary>A connector does not do what a rule says.</summary>
/// <param name="found">By what.</param>
public sealed class RuleBrokenException(string found) : Exception(found);

/// <summary>A rule does not apply.</summary>
/// <param name="reason">Why.</param>
public sealed class RuleSkippedException(string reason) : Exception(reason);

internal static class Must
{
    public static void Hold(bool condition, string found)
    {
        if (!condition)
        {
            throw new RuleBrokenException(found);
        }
    }
}
