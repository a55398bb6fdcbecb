using InputSdk.S3.Simulation;

namespace Benchmarks;

/// <summary>
/// <c>simulate --worlds N --seed S</c>: runs N simulated worlds of the tests. The exit code is 1 if an invariant does
/// not hold.
/// </summary>
internal static class Simulate
{
    private const int WorldsAtOnce = 1_000;

    public static int Run(int worlds, int seed)
    {
        if (worlds == 1)
        {
            Print(seed);
        }

        var (totals, broken) = (new Totals(), new List<Violation>());
        var started = TimeProvider.System.GetTimestamp();
        for (var done = 0; done < worlds; done += WorldsAtOnce)
        {
            var part = ManyWorlds.Run(Math.Min(WorldsAtOnce, worlds - done), unchecked(seed + done));
            totals.Add(part.Totals);
            broken.AddRange(part.Broken);
            foreach (var violation in part.Broken.Take(5))
            {
                Console.WriteLine(violation);
            }
        }

        Console.WriteLine(
            $"{totals.Passes} passes in {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0.0} min, "
                + $"{broken.Count} invariants broken"
        );
        Console.WriteLine($"faults: {string.Join(", ", totals.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        Console.WriteLine(
            $"crashes: {string.Join(", ", totals.CrashPoints.Select(point => $"{point.Key} {point.Value}"))}"
        );
        Console.WriteLine(
            $"worlds {totals.Worlds}, objects {totals.Objects}, crashes {totals.Crashes}, repeated {totals.Repeated}, "
                + $"emitted again after a crash {totals.EmittedAgain}, largest state {totals.LargestState}, lost "
                + $"{totals.Lost}"
        );
        return broken.Count == 0 ? 0 : 1;
    }

    /// <summary>Runs one world and prints each message, for debugging.</summary>
    private static void Print(int seed)
    {
        var world = WorldMaker.Make(seed);
        Console.WriteLine(world with { Objects = [] });
        Console.WriteLine(world.Limits);
        Console.WriteLine(string.Join('\n', world.Objects.Select(found => found with { Body = Body.Empty })));
        Console.WriteLine(string.Join('\n', world.Outages));
        var run = new SimulationRun(world, new SimulationOptions());
        run.Run();
        Console.WriteLine(run.History.Log);
    }
}
