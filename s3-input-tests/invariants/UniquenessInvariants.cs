using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// The invariants of uniqueness: no stored record is repeated, and a checkpoint covers exactly what it says.
/// </summary>
public sealed class UniquenessInvariants
{
    [Fact]
    public void I07_A_host_that_stores_records_and_checkpoint_together_has_nothing_twice() =>
        Worlds.Hold(Invariant.NothingTwice);

    // Worlds that once broke the invariant: the watermark was a fraction of a millisecond before an object's time.
    [Theory]
    [InlineData(14857)]
    public void I07_In_this_world_nothing_is_stored_twice(int seed) =>
        Assert.Empty(new SimulationRun(WorldMaker.Make(seed), new SimulationOptions()).Live());

    [Fact]
    public void I07_Without_a_crash_nothing_is_emitted_twice() =>
        Worlds.ForAll(
            Worlds.Tried,
            seed =>
            {
                var life = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions { MayDie = false });
                life.Live();
                return life.Totals.EmittedAgain == 0 ? null : $"{life.Totals.EmittedAgain} lines came again";
            }
        );

    [Fact]
    public void I08_Forgetting_ids_only_repeats() =>
        Worlds.ForAll(
            Worlds.Tried,
            seed =>
            {
                var broken = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions { LosesIds = true }).Live();
                return broken.FirstOrDefault(violation => violation.Invariant != Invariant.NothingTwice)?.ToString();
            }
        );

    [Fact]
    public async Task I18_From_every_checkpoint_comes_exactly_what_followed_it()
    {
        var random = new Random(Environment.TickCount);
        for (var i = 0; i < Worlds.Tried / 4; i++)
        {
            var seed = random.Next();
            Assert.True(await FollowsAsync(WorldMaker.Make(seed)), $"world {seed}");
        }
    }

    // Worlds that once broke the invariant.
    [Theory]
    [InlineData(1065431609)]
    public async Task I18_From_every_checkpoint_of_this_world_comes_exactly_what_followed_it(int seed) =>
        Assert.True(await FollowsAsync(WorldMaker.Make(seed)));

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
