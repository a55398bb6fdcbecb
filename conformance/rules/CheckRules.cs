namespace InputSdk.Conformance;

/// <summary>D: the connection test.</summary>
internal static class CheckRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "D1",
            Requirement = "A connection test of a valid source passes every step of the manifest, in order.",
            NeedsWorld = true,
            CheckAsync = GoodAsync,
        },
        new()
        {
            Number = "D2",
            Requirement = "After a failed step, the remaining steps are skipped; only the failed step has an error.",
            CheckAsync = FailedAsync,
        },
        new()
        {
            Number = "D3",
            Requirement = "If any call fails, a connection test reports a failed step and throws no exception.",
            NeedsWorld = true,
            CheckAsync = FaultsAsync,
        },
        new()
        {
            Number = "D4",
            Requirement = "A connection test ends when it is cancelled.",
            NeedsWorld = true,
            CheckAsync = CancelledAsync,
        },
    ];

    private static IEnumerable<string> Named(ConnectorDriver driver) =>
        ManifestRules.Parse(driver)["check"]!.AsArray().Select(step => (string)step!["id"]!);

    private static async Task GoodAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var steps = await StepsAsync(world.Connect(), world.Config);
        RuleAssert.True(
            steps.Select(step => step.Id).SequenceEqual(Named(driver)),
            $"the steps are {string.Join(", ", steps.Select(step => step.Id))}"
        );
        RuleAssert.True(
            steps.All(step => step is { Outcome: CheckOutcome.Passed, Error: null }),
            "a step did not pass"
        );
    }

    private static async Task FailedAsync(ConnectorDriver driver)
    {
        var settings = ConfigRules.Whole(driver.ValidConfig)["settings"]!.AsObject();
        settings["no_such_setting"] = 1;
        var steps = await StepsAsync(
            driver.Create(),
            driver.ValidConfig with
            {
                Settings = ConfigRules.Bytes(settings),
            }
        );
        Ordered(driver, steps);
        RuleAssert.True(
            steps[0].Outcome == CheckOutcome.Failed && steps[0].Error!.Kind == ErrorKind.Config,
            "a wrong setting did not fail the first step"
        );
    }

    private static Task FaultsAsync(ConnectorDriver driver) =>
        FaultInjection.OfCheckAsync(
            driver,
            async (world, call, fault) =>
            {
                var steps = await StepsAsync(world.Connect(), world.Config);
                Ordered(driver, steps);
                RuleAssert.True(
                    steps.Exists(step => step.Outcome == CheckOutcome.Failed),
                    $"call {call} failed ({fault}), but no step failed"
                );
            }
        );

    private static void Ordered(ConnectorDriver driver, IReadOnlyList<CheckStep> steps)
    {
        RuleAssert.True(
            steps.Select(step => step.Id).SequenceEqual(Named(driver)),
            $"the steps are {string.Join(", ", steps.Select(step => step.Id))}"
        );
        var failed = steps.ToList().FindIndex(step => step.Outcome == CheckOutcome.Failed);
        RuleAssert.True(
            steps.All(step => step.Outcome == CheckOutcome.Failed == step.Error is not null),
            "a failed step has no error, or another step has one"
        );
        RuleAssert.True(
            failed < 0 || steps.Skip(failed + 1).All(step => step.Outcome == CheckOutcome.Skipped),
            "a step was run after a failed step"
        );
    }

    private static async Task CancelledAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        try
        {
            await StepsAsync(world.Connect(), world.Config, cancel.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new RuleBrokenException("the connection test continued after it was cancelled");
    }

    internal static async Task<List<CheckStep>> StepsAsync(
        IInputConnector connector,
        InputConfig config,
        CancellationToken cancellationToken = default
    )
    {
        var steps = new List<CheckStep>();
        await foreach (var step in connector.CheckAsync(config, new Transcript(), cancellationToken))
        {
            steps.Add(step);
        }

        return steps;
    }
}
