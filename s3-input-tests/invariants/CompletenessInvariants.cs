using InputSdk.S3.Checkpoints;
using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of completeness: every readable object is read and stored.</summary>
public sealed class CompletenessInvariants
{
    [Fact]
    public void I01_Every_readable_version_that_existed_for_a_sweep_is_stored() => Worlds.AssertHolds(Invariant.NoLoss);

    [Fact]
    public void I02_No_object_is_resolved_and_no_record_is_emitted_before_verification() =>
        Worlds.AssertHolds(Invariant.NoPhantom);

    [Fact]
    public void I03_Every_version_below_a_stored_watermark_is_stored_or_parked() =>
        Worlds.AssertHolds(Invariant.WatermarkIsSound);

    [Fact]
    public void I05_An_interrupted_sweep_moves_nothing_beyond_the_resolved_objects() =>
        Worlds.AssertHolds(Invariant.InterruptedPassesMoveNothing);

    [Fact]
    public void I13_Every_version_that_is_current_when_fetched_counts() =>
        Worlds.AssertHolds(Invariant.EveryCurrentVersionCounts);

    [Fact]
    public void I13_The_ids_of_versions_differ() =>
        Worlds.ForAll(
            Worlds.PerProperty,
            seed =>
            {
                var (rules, salt) = (new CheckpointRules(), new byte[CheckpointState.SaltBytes]);
                var same = WorldMaker
                    .Make(seed)
                    .Objects.GroupBy(found => rules.IdOf(salt, found.Version))
                    .FirstOrDefault(group => group.Count() > 1);
                return same is null ? null : string.Join(" and ", same.Select(found => found.Version));
            }
        );

    [Fact]
    public void I15_Objects_in_folders_of_any_age_are_read_within_one_sweep() =>
        Worlds.AssertHolds(Invariant.FoldersOfAnyAge);
}
