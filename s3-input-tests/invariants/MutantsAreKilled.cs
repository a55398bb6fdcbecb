using ConformanceTests;
using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Each wrong decision is noticed by the invariant that is there for it, in fewer worlds than the
/// suite lives through. The same table stands in CHECKPOINT.md.
/// </summary>
public sealed class MutantsAreKilled
{
    /// <summary>Fixed, so that a mutant which is hard to kill is killed on every day of the week.</summary>
    private const int FirstWorld = 1;

    private const int Budget = 1_000;

    /// <summary>The mutant, and the invariant that has to notice it.</summary>
    private static readonly IReadOnlyDictionary<string, Invariant> Killers = new Dictionary<string, Invariant>
    {
        ["the watermark skips what bears its very time"] = Invariant.NoLoss,
        ["no lateness in what needs an id"] = Invariant.NothingTwice,
        ["no lateness at the sweep's end"] = Invariant.NoLoss,
        ["the sweep starts when it ends"] = Invariant.NoLoss,
        ["the sweep starts by the local clock"] = Invariant.NoLoss,
        ["the position passes objects in doubt"] = Invariant.CutOffPassesMoveNothing,
        ["everything behind the position is skipped"] = Invariant.FoldersOfAnyAge,
        ["a cut-off sweep raises the watermark"] = Invariant.CutOffPassesMoveNothing,
        ["a poll raises the watermark"] = Invariant.WatermarkSound,
        ["a checkpoint before its records"] = Invariant.NoPhantom,
        ["objects leave before they were verified"] = Invariant.NoPhantom,
        ["an id without the ETag"] = Invariant.NoLoss,
        ["what has no id for want of room counts as resolved"] = Invariant.WatermarkSound,
        ["ids beyond their bound"] = Invariant.StateWithinBounds,
        ["a passing failure counts as resolved"] = Invariant.NoLoss,
        ["a fault of the source is parked"] = Invariant.PoisonBlocksNothing,
        ["a denied source is parked"] = Invariant.PoisonBlocksNothing,
        ["UTF-16 key order"] = Invariant.NoLoss,
        ["IsTruncated ignored"] = Invariant.NoLoss,
        ["parked objects forgotten"] = Invariant.NoLoss,
        ["parked objects never tried again"] = Invariant.NoLoss,
        ["the lines done of a large object ignored"] = Invariant.NothingTwice,
        ["every run sweeps, whatever it costs"] = Invariant.ListRequestsAsRuled,
        ["late objects are not told"] = Invariant.BreachReported,
        ["what is no listing is an empty page"] = Invariant.NoLoss,
        ["the sweep starts by the first answer alone"] = Invariant.NoLoss,
        ["the sweep starts by its first page alone"] = Invariant.NoLoss,
        ["the sweep starts by S3's clock alone"] = Invariant.NoLoss,
        ["a last sweep in the future is waited for"] = Invariant.NoLoss,
        ["a next try in the far future is waited for"] = Invariant.NoLoss,
        ["pauses are measured by S3's clock alone"] = Invariant.ListRequestsAsRuled,
        ["the local clock decides which days are polled"] = Invariant.ListRequestsAsRuled,
        ["a GET decides that an object is gone"] = Invariant.EveryCurrentVersionCounts,
        ["no id for what is resolved after a missing object"] = Invariant.NothingTwice,
        ["pages are taken in any order"] = Invariant.NothingTwice,
        ["a lost token ends the listing"] = Invariant.NoLoss,
    };

    public static TheoryData<string> Names => new(Killers.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_decision_is_noticed_by_its_invariant(string mutant) =>
        Assert.True(WorldsNeeded(mutant) <= Budget, $"{mutant}: {Budget} worlds, and {Killers[mutant]} held");

    [Fact]
    public void Every_mutant_has_its_killer() =>
        Assert.Equal(Mutants.Names.Order(StringComparer.Ordinal), Killers.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_about_the_checkpoint_lists_mutants_and_killers()
    {
        var page = File.ReadAllText(Repository.File("s3-input", "CHECKPOINT.md"));
        Assert.All(
            Killers,
            pair => Assert.Contains($"| {pair.Key} | {(int)pair.Value} |", page, StringComparison.Ordinal)
        );
    }

    private static int WorldsNeeded(string mutant)
    {
        for (var world = 0; world < Budget; world++)
        {
            var broken = Mutants.LifeOf(mutant, WorldMaker.Make(FirstWorld + world)).Live();
            if (broken.Any(violation => violation.Invariant == Killers[mutant]))
            {
                return world + 1;
            }
        }

        return int.MaxValue;
    }
}
