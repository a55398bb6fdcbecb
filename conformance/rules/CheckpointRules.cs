namespace InputSdk.Conformance;

/// <summary>G and H: what a checkpoint means and which checkpoints are refused.</summary>
internal static class CheckpointRules
{
    /// <summary>The number of bits that are tried of a large state, evenly distributed.</summary>
    private const int BitsTried = 400;

    public static readonly IReadOnlyList<Rule> All =
    [
        new()
        {
            Number = "G1",
            Requirement = "A read from any checkpoint delivers exactly the lines after that checkpoint.",
            NeedsWorld = true,
            CheckAsync = driver => SuffixAsync(driver, format: null),
        },
        new()
        {
            Number = "G2",
            Requirement =
                "A chain of reads that each stop at their first checkpoint delivers the same lines as one read.",
            NeedsWorld = true,
            CheckAsync = ChainAsync,
        },
        new()
        {
            Number = "G3",
            Requirement = "A pass without new data delivers no lines.",
            NeedsWorld = true,
            CheckAsync = FixpointAsync,
        },
        new()
        {
            Number = "G4",
            Requirement = "The next pass delivers exactly the lines that were added to the source.",
            NeedsWorld = true,
            CheckAsync = GrowthAsync,
        },
        new()
        {
            Number = "G5",
            Requirement =
                "A checkpoint has the manifest's version and at most the size that contract and manifest allow.",
            NeedsWorld = true,
            CheckAsync = BoundsAsync,
        },
        new()
        {
            Number = "G6",
            Requirement = "A checkpoint remains valid when the secrets change.",
            NeedsWorld = true,
            CheckAsync = SecretsAsync,
        },
        new()
        {
            Number = "G7",
            Requirement = "The bytes of a checkpoint do not change while the read continues.",
            NeedsWorld = true,
            CheckAsync = StableAsync,
        },
        new()
        {
            Number = "H1",
            Requirement = "A checkpoint of an unknown version is refused before anything is read.",
            NeedsWorld = true,
            CheckAsync = driver => RefusedAsync(driver, stored => [stored with { Version = stored.Version + 1_000 }]),
        },
        new()
        {
            Number = "H2",
            Requirement = "A truncated checkpoint is refused before anything is read.",
            NeedsWorld = true,
            CheckAsync = driver => RefusedAsync(driver, Cuts),
        },
        new()
        {
            Number = "H3",
            Requirement = "A checkpoint with a flipped bit is refused before anything is read.",
            NeedsWorld = true,
            CheckAsync = driver => RefusedAsync(driver, Flips),
        },
        new()
        {
            Number = "H4",
            Requirement = "A checkpoint of another source is refused before anything is read.",
            NeedsWorld = true,
            CheckAsync = OfAnotherAsync,
        },
    ];

    /// <summary>Reads in a format from each checkpoint of a read without a format.</summary>
    internal static async Task SuffixAsync(ConnectorDriver driver, string? format)
    {
        using var world = driver.NewWorld();
        var whole = await Transcript.OfAsync(world.Connect(), world.Config);
        var lines = 0;
        foreach (var message in whole.Messages)
        {
            lines += message switch
            {
                RecordBatch batch => batch.Count,
                RejectedLine => 1,
                _ => 0,
            };
            if (message is CheckpointReached reached)
            {
                var rest = await Transcript.InFormatAsync(world, format, reached.Checkpoint);
                RuleAssert.True(
                    rest.Lines.SequenceEqual(whole.Lines.Skip(lines)),
                    $"a read after line {lines} of {whole.Lines.Count} delivered {rest.Lines.Count} lines"
                        + (format is null ? "" : $" in the format {format}")
                );
            }
        }
    }

    private static async Task ChainAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var (whole, chained, from) = (
            (await Transcript.OfAsync(world.Connect(), world.Config)).Lines,
            new List<SourceLine>(),
            (Checkpoint?)null
        );
        for (var links = 0; chained.Count < whole.Count && links <= whole.Count; links++)
        {
            var full = await Transcript.OfAsync(world.Connect(), world.Config, from);
            var first = full.Messages.FindIndex(message => message is CheckpointReached) + 1;
            var link = await Transcript.OfAsync(world.Connect(), world.Config, from, messages: Math.Max(1, first));
            chained.AddRange(link.Covered);
            from = link.Checkpoint;
        }

        RuleAssert.True(
            chained.SequenceEqual(whole),
            $"the chain delivered {chained.Count} lines, one read {whole.Count}"
        );
    }

    private static async Task FixpointAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var first = await Transcript.OfAsync(world.Connect(), world.Config);
        var second = await Transcript.OfAsync(world.Connect(), world.Config, first.Checkpoint);
        RuleAssert.True(second.Lines.Count == 0, $"the second pass delivered {second.Lines.Count} lines");
    }

    private static async Task GrowthAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var read = await Transcript.OfAsync(world.Connect(), world.Config);
        for (var growth = 0; growth < 3; growth++)
        {
            var before = world.Lines.Count;
            world.Grow();
            RuleAssert.True(world.Lines.Count > before, "the source world does not grow");
            read = await Transcript.OfAsync(world.Connect(), world.Config, read.Checkpoint);
            RuleAssert.True(
                read.Lines.SequenceEqual(world.Lines.Skip(before)),
                $"{world.Lines.Count - before} lines were added, {read.Lines.Count} were delivered"
            );
        }
    }

    private static async Task BoundsAsync(ConnectorDriver driver)
    {
        var declared = ManifestRules.Parse(driver)["checkpoint"]!;
        using var world = driver.NewWorld();
        foreach (
            var reached in (
                await Transcript.OfAsync(world.Connect(), world.Config)
            ).Messages.OfType<CheckpointReached>()
        )
        {
            RuleAssert.True(
                reached.Checkpoint.Version == (int)declared["version"]!,
                $"the version is {reached.Checkpoint.Version}, the manifest declares {declared["version"]}"
            );
            RuleAssert.True(
                reached.Checkpoint.State.Length <= Math.Min((int)declared["maxBytes"]!, Checkpoint.MaxStateBytes),
                $"the checkpoint has {reached.Checkpoint.State.Length} bytes"
            );
        }
    }

    private static async Task SecretsAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var first = await Transcript.OfAsync(world.Connect(), world.Config);
        var rotated = (await SecretRules.AcceptedAsync(driver))[0];
        var second = await Transcript.OfAsync(
            world.Connect(),
            world.ConfigWith(SecretRules.Secrets(world.Config, rotated)),
            first.Checkpoint
        );
        RuleAssert.True(
            second is { Error: null, UnexpectedException: null, Lines.Count: 0 },
            $"the read ended with {second.Error?.Code ?? "repeated lines"}"
        );
    }

    private static async Task StableAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var kept = new List<(ReadOnlyMemory<byte> State, byte[] Copy)>();
        await foreach (
            var message in world.Connect().ReadAsync(new ReadRequest { Config = world.Config }, new Transcript())
        )
        {
            if (message is CheckpointReached reached)
            {
                kept.Add((reached.Checkpoint.State, reached.Checkpoint.State.ToArray()));
            }
        }

        RuleAssert.True(kept.TrueForAll(pair => pair.State.Span.SequenceEqual(pair.Copy)), "the bytes changed");
    }

    private static async Task RefusedAsync(ConnectorDriver driver, Func<Checkpoint, IEnumerable<Checkpoint>> wrong)
    {
        using var world = driver.NewWorld();
        var read = await Transcript.OfAsync(world.Connect(), world.Config);
        foreach (var checkpoint in wrong(read.Checkpoint!))
        {
            var calls = world.Calls;
            var refused = await Transcript.OfAsync(world.Connect(), world.Config, checkpoint);
            RuleAssert.True(
                refused.Error?.Kind == ErrorKind.Checkpoint,
                $"{checkpoint.State.Length} bytes of version {checkpoint.Version} ended with "
                    + (refused.Error?.Kind.ToString() ?? "no error")
            );
            RuleAssert.True(
                refused.Messages.Count == 0 && world.Calls == calls,
                "the source was read before the refusal"
            );
        }
    }

    private static IEnumerable<Checkpoint> Cuts(Checkpoint stored)
    {
        for (var length = 0; length < stored.State.Length; length += Math.Max(1, stored.State.Length / BitsTried))
        {
            yield return stored with
            {
                State = stored.State[..length],
            };
        }
    }

    private static IEnumerable<Checkpoint> Flips(Checkpoint stored)
    {
        var bits = stored.State.Length * 8;
        for (var bit = 0; bit < bits; bit += Math.Max(1, bits / BitsTried))
        {
            var flipped = stored.State.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return stored with
            {
                State = flipped,
            };
        }
    }

    private static async Task OfAnotherAsync(ConnectorDriver driver)
    {
        using var world = driver.NewWorld();
        var read = await Transcript.OfAsync(world.Connect(), world.Config);
        var refused = await Transcript.OfAsync(world.Connect(), world.ConfigOfAnother, read.Checkpoint);
        RuleAssert.True(
            refused.Error?.Kind == ErrorKind.Checkpoint,
            $"the read ended with {refused.Error?.Kind.ToString() ?? "no error"}"
        );
        RuleAssert.True(refused.Messages.Count == 0, "messages were delivered before the refusal");
    }
}
