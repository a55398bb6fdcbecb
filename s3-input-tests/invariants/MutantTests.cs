using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>
/// Each mutant is detected by the invariant that belongs to it, in fewer worlds than the suite runs. CHECKPOINT.md
/// contains the same table.
/// </summary>
public sealed class MutantTests
{
    /// <summary>
    /// Fixed, so that the result does not depend on chance: a mutant that is hard to kill is always killed.
    /// </summary>
    private const int FirstWorld = 1;

    private const int Budget = 1_000;

    /// <summary>The mutants, each with the invariant that must detect it.</summary>
    private static readonly IReadOnlyDictionary<string, Invariant> Killers = new Dictionary<string, Invariant>
    {
        ["an object whose LastModified equals the watermark is skipped"] = Invariant.NoLoss,
        ["the lateness is ignored when ids are kept"] = Invariant.NoDuplicates,
        ["the lateness is ignored at the end of a sweep"] = Invariant.NoLoss,
        ["the end of a sweep is used as its start"] = Invariant.NoLoss,
        ["the start of a sweep uses only the local clock"] = Invariant.NoLoss,
        ["the position advances past suspect objects"] = Invariant.InterruptedPassesMoveNothing,
        ["a new sweep starts at the last position"] = Invariant.FoldersOfAnyAge,
        ["an interrupted sweep raises the watermark"] = Invariant.InterruptedPassesMoveNothing,
        ["a poll raises the watermark"] = Invariant.WatermarkIsSound,
        ["a checkpoint is emitted before its records"] = Invariant.NoPhantom,
        ["records are emitted before their object is verified"] = Invariant.NoPhantom,
        ["the id does not include the ETag"] = Invariant.NoLoss,
        ["an object without space for its id counts as resolved"] = Invariant.WatermarkIsSound,
        ["the limit of ids is ignored"] = Invariant.StateWithinLimits,
        ["an object with a transient error counts as resolved"] = Invariant.NoLoss,
        ["an object is parked when the source fails"] = Invariant.UnreadableObjectBlocksNothing,
        ["objects are parked when the source denies all requests"] = Invariant.UnreadableObjectBlocksNothing,
        ["keys are compared in UTF-16 order"] = Invariant.NoLoss,
        ["IsTruncated is ignored"] = Invariant.NoLoss,
        ["parked objects are forgotten"] = Invariant.NoLoss,
        ["parked objects are never retried"] = Invariant.NoLoss,
        ["the delivered lines of a large object are ignored"] = Invariant.NoDuplicates,
        ["every run sweeps, regardless of the cost"] = Invariant.ListRequestsWithinLimit,
        ["late objects are not reported"] = Invariant.LateObjectsAreReported,
        ["a response that is not a listing counts as an empty page"] = Invariant.NoLoss,
        ["the start of a sweep uses only the first response"] = Invariant.NoLoss,
        ["the start of a sweep uses only its first page"] = Invariant.NoLoss,
        ["the start of a sweep uses only S3's clock"] = Invariant.NoLoss,
        ["a last sweep in the future delays the next sweep"] = Invariant.NoLoss,
        ["a next attempt in the far future delays the retry"] = Invariant.NoLoss,
        ["delays are measured only by S3's clock"] = Invariant.ListRequestsWithinLimit,
        ["the local clock decides which days are polled"] = Invariant.ListRequestsWithinLimit,
        ["a GET decides that an object is gone"] = Invariant.EveryCurrentVersionCounts,
        ["objects resolved after a missing object get no id"] = Invariant.NoDuplicates,
        ["pages are accepted in any order"] = Invariant.NoDuplicates,
        ["a missing token ends the listing"] = Invariant.NoLoss,
    };

    public static TheoryData<string> Names => new(Killers.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_detected_by_its_invariant(string mutant) =>
        Assert.True(WorldsNeeded(mutant) <= Budget, $"{mutant}: {Budget} worlds, and {Killers[mutant]} held");

    [Fact]
    public void Every_mutant_has_an_invariant_that_detects_it() =>
        Assert.Equal(Mutants.Names.Order(StringComparer.Ordinal), Killers.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_checkpoint_page_lists_every_mutant_with_its_invariant()
    {
        var page = File.ReadAllText(Repository.File("s3-input", "CHECKPOINT.md"));
        Assert.All(
            Killers,
            pair => Assert.Contains($"| {pair.Key} | {(int)pair.Value} |", page, StringComparison.Ordinal)
        );
    }

    /// <summary>Otherwise the mutant for which the worlds are changed would be noticed without being wrong.</summary>
    [Fact]
    public void The_correct_engine_keeps_the_invariants_in_worlds_changed_for_a_mutant()
    {
        for (var world = FirstWorld; world < FirstWorld + 50; world++)
        {
            Assert.Empty(
                new SimulationRun(Mutants.WithClockJumpedBack(WorldMaker.Make(world)), new SimulationOptions()).Run()
            );
        }
    }

    private static int WorldsNeeded(string mutant)
    {
        for (var world = 0; world < Budget; world++)
        {
            var broken = Mutants.RunOf(mutant, WorldMaker.Make(FirstWorld + world)).Run();
            if (broken.Any(violation => violation.Invariant == Killers[mutant]))
            {
                return world + 1;
            }
        }

        return int.MaxValue;
    }
}
