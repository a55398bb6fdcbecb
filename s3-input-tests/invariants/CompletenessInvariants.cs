using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of completeness: every readable object is read and stored.</summary>
public sealed class CompletenessInvariants
{
    [Fact]
    public void I01_Every_readable_version_that_stayed_for_a_sweep_is_stored() => Worlds.Hold(Invariant.NoLoss);

    [Fact]
    public void I02_Nothing_counts_as_resolved_or_leaves_before_it_was_verified() => Worlds.Hold(Invariant.NoPhantom);

    [Fact]
    public void I03_What_is_below_a_stored_watermark_is_stored_or_parked() => Worlds.Hold(Invariant.WatermarkSound);

    [Fact]
    public void I05_A_cut_off_sweep_moves_nothing_beyond_what_was_resolved() =>
        Worlds.Hold(Invariant.CutOffPassesMoveNothing);

    [Fact]
    public void I13_Every_version_that_was_current_when_fetched_counts() =>
        Worlds.Hold(Invariant.EveryCurrentVersionCounts);

    [Fact]
    public void I13_The_ids_of_versions_differ() =>
        Worlds.ForAll(
            Worlds.Tried,
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
    public void I15_Objects_in_folders_of_any_age_are_read_within_one_sweep() => Worlds.Hold(Invariant.FoldersOfAnyAge);
}
