using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The invariants of independence: the environment of the engine has no effect on the data.</summary>
public sealed class EnvironmentIndependence
{
    [Fact]
    public void I09_Order_of_calls_page_size_read_ahead_and_polls_give_the_same_records_and_the_same_end() =>
        Worlds.ForAll(
            Worlds.Tried / 2,
            seed =>
            {
                var world = Worlds.Calm(WorldMaker.Make(seed));
                SimulationOptions[] styles =
                [
                    new() { MayDie = false },
                    new()
                    {
                        MayDie = false,
                        Luck = 1,
                        PageSize = 3,
                        ReadAhead = 1,
                    },
                    new()
                    {
                        MayDie = false,
                        Luck = 2,
                        PageSize = 1000,
                        ReadAhead = 6,
                        Following = !world.Following,
                    },
                    new() { Luck = 3, PageSize = 1 },
                ];
                var portraits = styles.Select(style => Portrait(world, style)).Distinct().ToList();
                return portraits.Count == 1 ? null : string.Join("\n--\n", portraits);
            }
        );

    [Fact]
    public void I10_A_local_clock_that_is_ahead_changes_not_one_message() =>
        Worlds.ForAll(
            Worlds.Tried / 2,
            seed =>
            {
                var world = Worlds.OnTime(WorldMaker.Make(seed));
                var logs = new[] { 0, 24, 24 * 3650 }.Select(hours =>
                {
                    var life = new SimulationRun(world, new SimulationOptions { ClockOff = TimeSpan.FromHours(hours) });
                    life.Live();
                    return life.History.Log + (life.Stored is { } stored ? Convert.ToHexString(stored.State.Span) : "");
                });
                return logs.Distinct().Count() == 1 ? null : "the clock made a difference";
            }
        );

    [Fact]
    public void I10_A_local_clock_that_is_late_or_jumps_changes_no_record() =>
        Worlds.ForAll(
            Worlds.Tried / 2,
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
                        var life = new SimulationRun(other, new SimulationOptions());
                        var broken = life.Live();
                        return string.Join(
                                ", ",
                                life.History.Fates.Select(fate =>
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
    public void I12_A_poison_object_holds_no_other_and_a_fault_of_the_source_parks_nothing() =>
        Worlds.Hold(Invariant.PoisonBlocksNothing);

    [Fact]
    public void I14_Listings_are_as_few_as_the_rule_says() => Worlds.Hold(Invariant.ListRequestsAsRuled);

    [Fact]
    public void I16_Keys_of_every_legal_letter_come_whole_and_in_the_order_of_their_bytes() =>
        Worlds.Hold(Invariant.KeysInByteOrder);

    /// <summary>The stored lines of each object, and what a later pass would do with it.</summary>
    private static string Portrait(World world, SimulationOptions style)
    {
        var life = new SimulationRun(world, style);
        var broken = life.Live();
        var state = life.History.Read(life.Stored!);
        var parked = state.Parked.Values.Select(parked => parked.Version.ETag).Order(StringComparer.Ordinal);
        var resolved = life.History.Fates.Select(fate =>
            $"{fate.Of.Version.ETag} {fate.IsAccountedFor} {fate.Missing} {life.IsResolved(state, fate.Of.Version)}"
        );
        return $"{string.Join(", ", broken)} roots {string.Join(' ', state.Roots)} parked {string.Join(' ', parked)} "
            + $"{string.Join(", ", resolved.Order(StringComparer.Ordinal))}";
    }
}
