namespace InputSdk.Conformance;

/// <summary>A requirement for a connector and the check for it.</summary>
public sealed record Rule
{
    /// <summary>The section and number, such as <c>G1</c>. The meaning of a number never changes.</summary>
    public required string Number { get; init; }

    /// <summary>The requirement in one sentence, with the same text as in RULES.md.</summary>
    public required string Requirement { get; init; }

    /// <summary>Whether the rule needs a source. Without a source, it is reported as skipped.</summary>
    public bool NeedsWorld { get; init; }

    /// <summary>
    /// Checks the rule. Throws <see cref="RuleBrokenException"/> or <see cref="RuleSkippedException"/>, or any
    /// exception that a faulty connector throws.
    /// </summary>
    public required Func<ConnectorDriver, Task> CheckAsync { get; init; }

    /// <summary>Checks a connector against the rule.</summary>
    /// <exception cref="RuleBrokenException">The rule is broken; the message describes the finding.</exception>
    /// <exception cref="RuleSkippedException">The rule does not apply; the message gives the reason.</exception>
    public Task VerifyAsync(ConnectorDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return NeedsWorld && !driver.HasWorld
            ? throw new RuleSkippedException("the driver provides no source to read from")
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
            // The type only: the message of an unknown exception can contain a secret.
            throw new RuleBrokenException(
                $"the connector ended with {e.GetType().Name}"
                    + (e is InputException input ? $" ({input.Error.Code})" : "")
            );
        }
    }
}

/// <summary>A connector breaks a rule.</summary>
/// <param name="found">The finding.</param>
public sealed class RuleBrokenException(string found) : Exception(found);

/// <summary>A rule does not apply.</summary>
/// <param name="reason">The reason.</param>
public sealed class RuleSkippedException(string reason) : Exception(reason);

internal static class RuleAssert
{
    public static void True(bool condition, string found)
    {
        if (!condition)
        {
            throw new RuleBrokenException(found);
        }
    }
}
