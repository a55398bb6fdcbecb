using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of the stored state.</summary>
public sealed class StateInvariants
{
    [Fact]
    public void I04_Watermark_position_and_counts_never_decrease() => Worlds.AssertHolds(Invariant.NothingDecreases);

    [Fact]
    public void I06_The_state_stays_within_its_limits() => Worlds.AssertHolds(Invariant.StateWithinLimits);

    [Fact]
    public void I11_A_truncated_altered_or_foreign_checkpoint_is_refused_and_the_read_does_not_start_over() =>
        Worlds.ForAll(
            Worlds.PerProperty,
            seed =>
            {
                var run = new SimulationRun(WorldMaker.Make(seed), new SimulationOptions());
                run.Run();
                if (run.Stored is not { } stored)
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
                    refused.Select(run.ReadFrom).All(kind => kind == ErrorKind.Checkpoint)
                    && run.ReadFrom(stored, ",\"prefix\":\"elsewhere\"") == ErrorKind.Checkpoint
                    && run.ReadFrom(stored) is null
                    ? null
                    : "a checkpoint was accepted that should be refused";
            }
        );

    [Fact]
    public void I17_Loading_and_saving_keeps_the_state_and_late_objects_are_reported() =>
        Worlds.AssertHolds(Invariant.LateObjectsAreReported);
}
