using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of the stored state.</summary>
public sealed class StateInvariants
{
    [Fact]
    public void I04_Watermark_position_and_counts_never_go_back() => Worlds.Hold(Invariant.NothingGoesBack);

    [Fact]
    public void I06_The_state_stays_within_its_bounds() => Worlds.Hold(Invariant.StateWithinBounds);

    [Fact]
    public void I11_A_cut_altered_or_foreign_checkpoint_is_refused_and_never_started_over() =>
        Worlds.ForAll(
            Worlds.Tried,
            seed =>
            {
                var life = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions());
                life.Live();
                if (life.Stored is not { } stored)
                {
                    return null;
                }

                var random = new Random(seed);
                var flipped = stored.State.ToArray();
                flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                Checkpoint[] refused =
                [
                    stored with
                    {
                        State = flipped,
                    },
                    stored with
                    {
                        State = stored.State[..random.Next(stored.State.Length)],
                    },
                    stored with
                    {
                        Version = stored.Version + 1,
                    },
                ];
                return
                    refused.Select(life.ReadFrom).All(kind => kind == ErrorKind.Checkpoint)
                    && life.ReadFrom(stored, ",\"prefix\":\"elsewhere\"") == ErrorKind.Checkpoint
                    && life.ReadFrom(stored) is null
                    ? null
                    : "a checkpoint was accepted that should be refused";
            }
        );

    [Fact]
    public void I17_A_state_that_is_loaded_and_saved_is_the_same_and_late_objects_are_told() =>
        Worlds.Hold(Invariant.BreachReported);
}
