using FsCheck;
using FsCheck.Fluent;
using InputSdk.S3.Simulation;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Runs properties in random worlds. A failure names the world by its seed.</summary>
internal static class Worlds
{
    /// <summary>The number of worlds for a property that runs worlds of its own.</summary>
    public const int PerProperty = 110;

    private static readonly Lazy<(int Seed, WorldResults Results)> Common = new(() =>
    {
        var seed = Environment.TickCount;
        return (seed, ManyWorlds.Run(1_000, seed));
    });

    /// <summary>
    /// The results of 1,000 random worlds. Each run is checked for all invariants, so all tests share one batch.
    /// </summary>
    public static (int Seed, WorldResults Results) OfThisRun => Common.Value;

    /// <summary>Fails if a world of this run breaks the invariant.</summary>
    public static void AssertHolds(Invariant invariant)
    {
        var (seed, results) = OfThisRun;
        var broken = results.Broken.Where(violation => violation.Invariant == invariant).Take(5).ToList();
        Assert.True(
            broken.Count == 0,
            $"{string.Join('\n', broken)}\nRun it again with: dotnet run -c Release --project benchmarks -- simulate "
                + $"--worlds {results.Sizes.Count} --seed {seed}"
        );
    }

    /// <summary>Runs a property with random seeds. It returns what is wrong, or null.</summary>
    public static void ForAll(int worlds, Func<int, string?> property) =>
        Prop.ForAll(
                Gen.Choose(1, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    var wrong = property(seed);
                    return (wrong is null).Label(
                        $"{wrong}\nRun it again with: dotnet run -c Release --project benchmarks -- simulate "
                            + $"--worlds 1 --seed {seed}"
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(worlds).WithQuietOnSuccess(true));

    /// <summary>The same world with correct clocks.</summary>
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

    /// <summary>
    /// The same world without anything that depends on the time of a read: no deletions and no temporary errors.
    /// </summary>
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
