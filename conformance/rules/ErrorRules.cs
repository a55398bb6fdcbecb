namespace InputSdk.Conformance;

/// <summary>L: errors that users and programs can act on.</summary>
internal static class ErrorRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "L1",
            Requirement =
                "The connector throws only InputException, and OperationCanceledException for the caller's token.",
            NeedsWorld = true,
            CheckAsync = driver =>
                EachAsync(
                    driver,
                    read =>
                        RuleAssert.True(
                            read.UnexpectedException is null,
                            $"{read.UnexpectedException?.GetType().Name} escaped"
                        )
                ),
        },
        new()
        {
            Number = "L2",
            Requirement = "Every error code is declared in the manifest, with the kind that it is raised with.",
            NeedsWorld = true,
            CheckAsync = CodesAsync,
        },
        new()
        {
            Number = "L3",
            Requirement = "Only a transient error has a retry time.",
            NeedsWorld = true,
            CheckAsync = driver =>
                EachAsync(
                    driver,
                    read =>
                        RuleAssert.True(
                            read.Error?.RetryAfter is null || read.Error.Kind == ErrorKind.Transient,
                            $"{read.Error?.Code} has a retry time but is {read.Error?.Kind}"
                        )
                ),
        },
        new()
        {
            Number = "L4",
            Requirement = "The pointer of an error refers to a member of the configuration.",
            NeedsWorld = true,
            CheckAsync = PointersAsync,
        },
        new()
        {
            Number = "L5",
            Requirement = "Every error message is a sentence that ends with a period.",
            NeedsWorld = true,
            CheckAsync = driver =>
                EachAsync(
                    driver,
                    read =>
                        RuleAssert.True(
                            read.Error is null || read.Error.Message.TrimEnd().EndsWith('.'),
                            $"{read.Error?.Code}: {read.Error?.Message}"
                        )
                ),
        },
    ];

    private static async Task EachAsync(ConnectorDriver driver, Action<Transcript> check)
    {
        await FaultInjection.OfReadAsync(
            driver,
            async (world, _, _) => check(await Transcript.OfAsync(world.Connect(), world.Config))
        );
        var settings = ConfigRules.Whole(driver.ValidConfig)["settings"]!.AsObject();
        settings["no_such_setting"] = 1;
        check(
            await Transcript.OfAsync(
                driver.Create(),
                driver.ValidConfig with
                {
                    Settings = ConfigRules.Bytes(settings),
                }
            )
        );
    }

    private static Task CodesAsync(ConnectorDriver driver)
    {
        var known = ManifestRules.Parse(driver)["errors"]!
            .AsArray()
            .DistinctBy(error => (string)error!["code"]!)
            .ToDictionary(error => (string)error!["code"]!, error => (string)error!["kind"]!);
        return EachAsync(
            driver,
            read =>
            {
                var errors = read
                    .Messages.Select(message =>
                        message switch
                        {
                            RejectedLine rejected => rejected.Error,
                            ObjectSkipped skipped => skipped.Error,
                            _ => null,
                        }
                    )
                    .Append(read.Error)
                    .OfType<InputError>();
                foreach (var error in errors)
                {
                    RuleAssert.True(
                        known.TryGetValue(error.Code, out var kind),
                        $"{error.Code} is not in the manifest"
                    );
                    RuleAssert.True(
                        kind == error.Kind.ToString(),
                        $"{error.Code} is {error.Kind}, but declared as {kind}"
                    );
                }
            }
        );
    }

    private static Task PointersAsync(ConnectorDriver driver)
    {
        var known = SchemaRules
            .Properties(SchemaRules.Config(driver))
            .Select(property => property.Pointer)
            .Concat(["", "/settings", "/secrets", "/settings/no_such_setting"])
            .ToHashSet();
        return EachAsync(
            driver,
            read =>
                RuleAssert.True(
                    read.Error?.Pointer is null || known.Contains(read.Error.Pointer),
                    $"{read.Error?.Pointer} is not a member"
                )
        );
    }
}
