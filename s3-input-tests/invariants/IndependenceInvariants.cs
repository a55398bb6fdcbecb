using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of independence: the environment of the engine has no effect on the data.</summary>
public sealed class IndependenceInvariants
{
    [Fact]
    public void I09_Call_order_page_size_read_ahead_and_polls_change_neither_records_nor_final_state() =>
        Worlds.ForAll(
            Worlds.PerProperty / 2,
            seed =>
            {
                var world = Worlds.Calm(WorldMaker.Make(seed));
                SimulationOptions[] styles =
                [
                    new() { MayCrash = false },
                    new()
                    {
                        MayCrash = false,
                        ScheduleSeed = 1,
                        PageSize = 3,
                        ReadAhead = 1,
                    },
                    new()
                    {
                        MayCrash = false,
                        ScheduleSeed = 2,
                        PageSize = 1000,
                        ReadAhead = 6,
                        Following = !world.Following,
                    },
                    new() { ScheduleSeed = 3, PageSize = 1 },
                ];
                var outcomes = styles.Select(style => Outcome(world, style)).Distinct().ToList();
                return outcomes.Count == 1 ? null : string.Join("\n--\n", outcomes);
            }
        );

    [Fact]
    public void I10_A_local_clock_that_is_ahead_changes_no_message() =>
        Worlds.ForAll(
            Worlds.PerProperty / 2,
            seed =>
            {
                var world = Worlds.OnTime(WorldMaker.Make(seed));
                var logs = new[] { 0, 24, 24 * 3650 }.Select(hours =>
                {
                    var run = new SimulationRun(world, new SimulationOptions { ClockOff = TimeSpan.FromHours(hours) });
                    run.Run();
                    return run.History.Log + (run.Stored is { } stored ? Convert.ToHexString(stored.State.Span) : "");
                });
                return logs.Distinct().Count() == 1 ? null : "the clock made a difference";
            }
        );

    [Fact]
    public void I10_A_local_clock_that_is_late_or_jumps_changes_no_record() =>
        Worlds.ForAll(
            Worlds.PerProperty / 2,
            seed =>
            {
                var world = Worlds.OnTime(Worlds.Calm(WorldMaker.Make(seed)));
                World[] worlds =
                [
                    world,
                    world with
                    {
                        ClockOff = -TimeSpan.FromHours(24),
                    },
                    world with
                    {
                        ClockJump = -TimeSpan.FromHours(24),
                        ClockStaysJumped = true,
                    },
                    world with
                    {
                        ClockJump = -TimeSpan.FromDays(3650),
                    },
                    world with
                    {
                        ClockJump = TimeSpan.FromDays(3650),
                    },
                ];
                var records = worlds
                    .Select(other =>
                    {
                        var run = new SimulationRun(other, new SimulationOptions());
                        var broken = run.Run();
                        return string.Join(
                                ", ",
                                run.History.VersionHistories.Select(fate =>
                                        $"{fate.Of.Version.ETag} {fate.IsAccountedFor} {fate.Missing}"
                                    )
                                    .Order(StringComparer.Ordinal)
                            ) + string.Join(", ", broken);
                    })
                    .Distinct()
                    .ToList();
                return records.Count == 1
                    ? null
                    : string.Join(
                        "\n--\n",
                        records.Skip(1).SelectMany(other => other.Split(", ").Except(records[0].Split(", ")))
                    );
            }
        );

    [Fact]
    public void I12_An_unreadable_object_blocks_no_other_and_an_error_of_the_source_parks_none() =>
        Worlds.AssertHolds(Invariant.UnreadableObjectBlocksNothing);

    [Fact]
    public void I14_The_number_of_list_requests_does_not_exceed_the_limit() =>
        Worlds.AssertHolds(Invariant.ListRequestsWithinLimit);

    [Fact]
    public void I16_Keys_with_any_legal_character_are_delivered_unchanged_in_byte_order() =>
        Worlds.AssertHolds(Invariant.KeysInByteOrder);

    /// <summary>The stored lines of each object, and what a later pass would do with it.</summary>
    private static string Outcome(World world, SimulationOptions style)
    {
        var run = new SimulationRun(world, style);
        var broken = run.Run();
        var state = run.History.Read(run.Stored!);
        var parked = state.Parked.Values.Select(parked => parked.Version.ETag).Order(StringComparer.Ordinal);
        var resolved = run.History.VersionHistories.Select(fate =>
            $"{fate.Of.Version.ETag} {fate.IsAccountedFor} {fate.Missing} {run.IsResolved(state, fate.Of.Version)}"
        );
        return $"{string.Join(", ", broken)} roots {string.Join(' ', state.Roots)} parked {string.Join(' ', parked)} "
            + $"{string.Join(", ", resolved.Order(StringComparer.Ordinal))}";
    }
}
