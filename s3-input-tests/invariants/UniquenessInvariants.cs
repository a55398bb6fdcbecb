using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The invariants of uniqueness: no stored record is repeated, and a checkpoint covers exactly what it says.
/// </summary>
public sealed class UniquenessInvariants
{
    [Fact]
    public void I07_A_host_that_stores_records_and_checkpoint_together_has_no_duplicates() =>
        Worlds.AssertHolds(Invariant.NoDuplicates);

    // Worlds that once broke the invariant: the watermark was a fraction of a millisecond before an object's time.
    [Theory]
    [InlineData(14857)]
    public void I07_A_world_that_once_failed_has_no_duplicates(int seed) =>
        Assert.Empty(new SimulationRun(WorldMaker.Make(seed), new SimulationOptions()).Run());

    [Fact]
    public void I07_Without_a_crash_no_line_is_emitted_twice() =>
        Worlds.ForAll(
            Worlds.PerProperty,
            seed =>
            {
                var run = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions { MayCrash = false });
                run.Run();
                return run.Totals.EmittedAgain == 0 ? null : $"{run.Totals.EmittedAgain} lines came again";
            }
        );

    [Fact]
    public void I08_Forgotten_ids_only_cause_repetition() =>
        Worlds.ForAll(
            Worlds.PerProperty,
            seed =>
            {
                var broken = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions { LosesIds = true }).Run();
                return broken.FirstOrDefault(violation => violation.Invariant != Invariant.NoDuplicates)?.ToString();
            }
        );

    [Fact]
    public async Task I18_A_read_from_any_checkpoint_delivers_exactly_the_lines_after_it()
    {
        var random = new Random(Environment.TickCount);
        for (var i = 0; i < Worlds.PerProperty / 4; i++)
        {
            var seed = random.Next();
            Assert.True(await FollowsAsync(WorldMaker.Make(seed)), $"world {seed}");
        }
    }

    // Worlds that once broke the invariant.
    [Theory]
    [InlineData(1065431609)]
    public async Task I18_A_read_from_any_checkpoint_of_a_world_that_once_failed_delivers_the_lines_after_it(
        int seed
    ) => Assert.True(await FollowsAsync(WorldMaker.Make(seed)));

    private static async Task<bool> FollowsAsync(World world)
    {
        var store = new MemoryStore { Now = world.Still, PageSize = world.PageSize };
        foreach (var found in Worlds.Calm(world).Objects.Where((_, i) => i % 3 == 0))
        {
            store.Put(
                found.Version.Key,
                found.Fault == ObjectFault.Corrupt ? found.Body.Damaged : found.Body.Bytes,
                found.Version.LastModified,
                found.Version.StorageClass
            );
        }

        var limits = world.Limits with { CheckpointBytes = 1 };
        var whole = await Samples.ReadAsync(store, extraSettings: world.Settings, limits: limits);

        // Room for ids is reserved for objects that are then parked and need none. A read that starts after them can
        // have room for an object that the other read defers to a later pass.
        var read = whole.Objects.ToHashSet();
        for (var at = 0; at < whole.Messages.Count; at++)
        {
            if (whole.Messages[at] is CheckpointReached reached)
            {
                var rest = await Samples.ReadAsync(store, reached.Checkpoint, world.Settings, limits);
                if (
                    !Lines(whole.Messages.Skip(at + 1))
                        .SequenceEqual(Lines(rest.Messages).Where(line => read.Contains(line.Object)))
                )
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Records and rejected lines by their origin. The split into batches does not matter.</summary>
    private static IEnumerable<RecordOrigin> Lines(IEnumerable<InputMessage> messages) =>
        messages.SelectMany(message =>
            message switch
            {
                RecordBatch batch => Enumerable
                    .Range(0, batch.Count)
                    .Select(i => batch.Origin with { Ordinal = batch.Origin.Ordinal + i }),
                RejectedLine rejected => [rejected.Origin],
                _ => [],
            }
        );
}
