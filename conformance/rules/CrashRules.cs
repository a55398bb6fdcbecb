namespace InputSdk.Conformance;

/// <summary>I and J: hosts that crash, sources that fail, and consumers that are slow or stop.</summary>
internal static class CrashRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "I1",
            Requirement =
                "A host that crashes at any message and resumes from its last checkpoint has every line exactly once.",
            NeedsWorld = true,
            CheckAsync = DyingAsync,
        },
        new()
        {
            Number = "I2",
            Requirement = "If any call of the source fails, in any way, every line is still delivered exactly once.",
            NeedsWorld = true,
            CheckAsync = FailingAsync,
        },
        new()
        {
            Number = "J1",
            Requirement =
                "A read that is cancelled at any message ends with OperationCanceledException and loses no line.",
            NeedsWorld = true,
            CheckAsync = CancelledAsync,
        },
        new()
        {
            Number = "J2",
            Requirement =
                "A read that is abandoned at any message, or before the first, does not affect the next read.",
            NeedsWorld = true,
            CheckAsync = AbandonedAsync,
        },
        new()
        {
            Number = "J3",
            Requirement = "Two concurrent reads, of one instance or two, do not affect each other.",
            NeedsWorld = true,
            CheckAsync = TogetherAsync,
        },
        new()
        {
            Number = "J4",
            Requirement = "The source is not called before the first message is requested.",
            NeedsWorld = true,
            CheckAsync = LazyAsync,
        },
        new()
        {
            Number = "J5",
            Requirement = "Read-ahead for a slow consumer is bounded, regardless of the size of the source.",
            NeedsWorld = true,
            CheckAsync = BoundedAsync,
        },
    ];

    private static async Task DyingAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var messages = (await Transcript.OfAsync(world.Connect(), world.Config)).Messages.Count;
        for (var at = 1; at <= messages; at++)
        {
            var cut = await Transcript.OfAsync(world.Connect(), world.Config, messages: at);
            var rest = await Transcript.AllAsync(world, cut.Checkpoint);
            Once(world, cut.Covered.Concat(rest), $"the host crashed at message {at}");
        }
    }

    private static Task FailingAsync(ConnectorDriver driver) =>
        FaultInjection.OfReadAsync(
            driver,
            async (world, call, fault) => Once(world, await Transcript.AllAsync(world), $"call {call} failed: {fault}")
        );

    private static async Task CancelledAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var messages = (await Transcript.OfAsync(world.Connect(), world.Config)).Messages.Count;
        for (var at = 0; at < messages - 1; at++)
        {
            using var cancel = new CancellationTokenSource();
            var cut = await Transcript.CancelledAsync(world.Connect(), world.Config, cancel, at);
            RuleAssert.True(
                cut.UnexpectedException is OperationCanceledException,
                $"cancelled at message {at}, the read ended with "
                    + (cut.Error?.Code ?? cut.UnexpectedException?.GetType().Name ?? "no error")
            );
            Once(
                world,
                cut.Covered.Concat(await Transcript.AllAsync(world, cut.Checkpoint)),
                $"the read was cancelled at message {at}"
            );
        }
    }

    private static async Task AbandonedAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var whole = await Transcript.OfAsync(world.Connect(), world.Config);
        for (var at = 0; at < whole.Messages.Count; at++)
        {
            var connector = world.Connect();
            if (at == 0)
            {
                await connector
                    .ReadAsync(new ReadRequest { Config = world.Config }, new Transcript())
                    .GetAsyncEnumerator()
                    .DisposeAsync();
            }
            else
            {
                await Transcript.OfAsync(connector, world.Config, messages: at);
            }

            var next = await Transcript.OfAsync(connector, world.Config);
            RuleAssert.True(
                next.Lines.SequenceEqual(whole.Lines),
                $"after a read was abandoned at message {at}, the next read delivered {next.Lines.Count} lines"
            );
        }
    }

    private static async Task TogetherAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var expected = (await Transcript.OfAsync(world.Connect(), world.Config)).Lines;
        var one = world.Connect();
        foreach (var other in new[] { one, world.Connect() })
        {
            var (left, right) = (new List<RecordOrigin>(), new List<RecordOrigin>());
            await using var first = one.ReadAsync(new ReadRequest { Config = world.Config }, new Transcript())
                .GetAsyncEnumerator();
            await using var second = other
                .ReadAsync(new ReadRequest { Config = world.Config }, new Transcript())
                .GetAsyncEnumerator();
            for (var more = true; more; )
            {
                more = await StepAsync(first, left);
                more |= await StepAsync(second, right);
            }

            var origins = expected.Select(line => line.Origin).ToList();
            RuleAssert.True(
                left.SequenceEqual(origins) && right.SequenceEqual(origins),
                $"{left.Count} and {right.Count} lines were delivered, the source has {origins.Count}"
            );
        }
    }

    private static async Task<bool> StepAsync(IAsyncEnumerator<InputMessage> read, List<RecordOrigin> origins)
    {
        if (!await read.MoveNextAsync())
        {
            return false;
        }

        origins.AddRange(
            read.Current switch
            {
                RecordBatch batch => Enumerable
                    .Range(0, batch.Count)
                    .Select(i => batch.Origin with { Ordinal = batch.Origin.Ordinal + i }),
                RejectedLine rejected => [rejected.Origin],
                _ => [],
            }
        );
        return true;
    }

    private static async Task LazyAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var messages = world.Connect().ReadAsync(new ReadRequest { Config = world.Config }, new Transcript());
        RuleAssert.True(world.Calls == 0, $"{world.Calls} calls were made by ReadAsync alone");
        await using var read = messages.GetAsyncEnumerator();
        RuleAssert.True(world.Calls == 0, $"{world.Calls} calls were made by GetAsyncEnumerator alone");
    }

    private static async Task BoundedAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        for (var more = 0; more < 60; more++)
        {
            world.Grow();
        }

        await using var read = world
            .Connect()
            .ReadAsync(new ReadRequest { Config = world.Config }, new Transcript())
            .GetAsyncEnumerator();
        await read.MoveNextAsync();

        // Background fetching continues while no message is pulled; wait until it stops.
        for (
            var (calls, rest) = (-1, 0);
            rest < 3 && world.Calls <= world.MaxCallsAhead;
            rest = world.Calls == calls ? rest + 1 : 0
        )
        {
            calls = world.Calls;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        RuleAssert.True(
            world.Calls <= world.MaxCallsAhead,
            $"{world.Calls} calls were made for the first message, {world.MaxCallsAhead} are allowed"
        );
    }

    internal static void Once(SourceWorld world, IEnumerable<SourceLine> lines, string after)
    {
        var found = lines.ToList();
        var twice = found.GroupBy(line => line).FirstOrDefault(group => group.Count() > 1)?.Key;
        var missing = world.Lines.Except(found).Select(line => (SourceLine?)line).FirstOrDefault();
        RuleAssert.True(twice is null, $"{twice?.Origin} was delivered twice: {after}");
        RuleAssert.True(missing is null, $"{missing?.Origin} is missing: {after}");
    }
}
