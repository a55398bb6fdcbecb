using FsCheck;
using FsCheck.Fluent;
using InputSdk.S3.Simulation;

namespace InputSdk.S3.Tests;

/// <summary>Properties over random worlds. A failure names the world, and a world is its seed.</summary>
internal static class Worlds
{
    /// <summary>What each property is tried with: together with the others more than two thousand worlds.</summary>
    public const int Tried = 110;

    /// <summary>Lives through random worlds and fails at the first in which the invariant is broken.</summary>
    public static void Hold(Invariant invariant, LifeStyle? style = null) =>
        ForAll(
            Tried,
            seed =>
            {
                var broken = new Life(WorldMaker.Make(seed), style ?? new LifeStyle()).Live();
                return broken.FirstOrDefault(violation => violation.Invariant == invariant)?.ToString();
            }
        );

    /// <summary>Tries a property, which answers with what is wrong or with null, on random seeds.</summary>
    public static void ForAll(int worlds, Func<int, string?> property) =>
        Prop.ForAll(
                Gen.Choose(1, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    var wrong = property(seed);
                    return (wrong is null).Label(
                        $"{wrong}\nLive through it again with: dotnet run -c Release --project benchmarks -- simulate --worlds 1 --seed {seed}"
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(worlds).WithQuietOnSuccess(true));

    /// <summary>The same world with clocks that are right.</summary>
    public static World OnTime(World world) =>
        world with
        {
            ClockOff = TimeSpan.Zero,
            ClockJump = TimeSpan.Zero,
            ClockStaysJumped = false,
            DateOff = TimeSpan.Zero,
            DateOffOnce = TimeSpan.Zero,
            DateFaults = 0,
        };

    /// <summary>The same world without anything that makes it matter when one looks: nothing goes, and nothing fails for a time only.</summary>
    public static World Calm(World world) =>
        world with
        {
            Objects = world
                .Objects.DistinctBy(found => found.Version.Key)
                .Select(found =>
                    found with
                    {
                        GoneAt = DateTimeOffset.MaxValue,
                        BrokenBodies = 0,
                        BreaksLateness = false,
                        IsOutside = false,
                        Version = found.BreaksLateness
                            ? found.Version with
                            {
                                LastModified = found.AppearsAt,
                            }
                            : found.Version,
                        Fault = found.HasFaultAt(DateTimeOffset.MaxValue.AddTicks(-1)) ? found.Fault : ObjectFault.None,
                    }
                )
                .ToList(),
            Outages = [],
            ListFaults = 0,
            GetFaults = 0,
            OddPages = 0,
            FalseMissing = 0,
            Backfill = null,
            Settings = world.Backfill is null
                ? world.Settings
                : world.Settings[..world.Settings.IndexOf(",\"backfill", StringComparison.Ordinal)],
        };
}
