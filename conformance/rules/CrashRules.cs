namespace InputSdk.Conformance;

/// <summary>I and J: hosts that die, sources that fail, consumers that are slow or leave.</summary>
internal static class CrashRules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "I1",
            Must = "A host that dies at any message and begins again at its last checkpoint has every line once.",
            NeedsWorld = true,
            CheckAsync = DyingAsync,
        },
        new()
        {
            Number = "I2",
            Must = "Whatever call of the source fails, and however, every line comes once in the end.",
            NeedsWorld = true,
            CheckAsync = FailingAsync,
        },
        new()
        {
            Number = "J1",
            Must = "A read that is cancelled at any message ends with OperationCanceledException, and loses nothing.",
            NeedsWorld = true,
            CheckAsync = CancelledAsync,
        },
        new()
        {
            Number = "J2",
            Must = "A read that is left alone, at any message or before the first, leaves another one as it is.",
            NeedsWorld = true,
            CheckAsync = AbandonedAsync,
        },
        new()
        {
            Number = "J3",
            Must = "Two reads at once, of one instance or two, do not disturb each other.",
            NeedsWorld = true,
            CheckAsync = TogetherAsync,
        },
        new()
        {
            Number = "J4",
            Must = "Nothing is read before the first message is asked for.",
            NeedsWorld = true,
            CheckAsync = LazyAsync,
        },
        new()
        {
            Number = "J5",
            Must = "What is read ahead of a slow consumer is bounded, however much there is.",
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
            Once(world, cut.Covered.Concat(rest), $"it died at message {at}");
        }
    }

    private static Task FailingAsync(ConnectorDriver driver) =>
        EveryFault.OfReadAsync(
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
            Must.Hold(
                cut.Foreign is OperationCanceledException,
                $"cancelled at message {at} it ended with {cut.Error?.Code ?? cut.Foreign?.GetType().Name ?? "nothing"}"
            );
            Once(
                world,
                cut.Covered.Concat(await Transcript.AllAsync(world, cut.Checkpoint)),
                $"it was cancelled at message {at}"
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
            Must.Hold(
                next.Lines.SequenceEqual(whole.Lines),
                $"after one was left at message {at} the next gave {next.Lines.Count} lines"
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
            Must.Hold(
                left.SequenceEqual(origins) && right.SequenceEqual(origins),
                $"{left.Count} and {right.Count} lines came, {origins.Count} are there"
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
        Must.Hold(world.Calls == 0, $"{world.Calls} calls were made by ReadAsync alone");
        await using var read = messages.GetAsyncEnumerator();
        Must.Hold(world.Calls == 0, $"{world.Calls} calls were made by GetAsyncEnumerator alone");
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

        // What is fetched in the background goes on while nobody pulls; it has to come to rest.
        for (
            var (calls, rest) = (-1, 0);
            rest < 3 && world.Calls <= world.MostCallsAhead;
            rest = world.Calls == calls ? rest + 1 : 0
        )
        {
            calls = world.Calls;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Must.Hold(
            world.Calls <= world.MostCallsAhead,
            $"{world.Calls} calls were made for the first message, {world.MostCallsAhead} are allowed"
        );
    }

    internal static void Once(SourceWorld world, IEnumerable<TrueLine> lines, string after)
    {
        var found = lines.ToList();
        var twice = found.GroupBy(line => line).FirstOrDefault(group => group.Count() > 1)?.Key;
        var missing = world.Lines.Except(found).Select(line => (TrueLine?)line).FirstOrDefault();
        Must.Hold(twice is null, $"{twice?.Origin} came twice: {after}");
        Must.Hold(missing is null, $"{missing?.Origin} is missing: {after}");
    }
}
