namespace InputSdk.S3.Simulation;

/// <summary>Runs many worlds on all cores.</summary>
internal static class ManyWorlds
{
    /// <summary>Runs worlds with consecutive seeds, starting with the given one.</summary>
    public static WorldResults Run(int worlds, int seed)
    {
        var (totals, sizes, broken) = (new Totals(), new int[worlds], new List<Violation>());
        Parallel.For(
            0,
            worlds,
            i =>
            {
                var world = WorldMaker.Make(unchecked(seed + i) & int.MaxValue);
                var run = new SimulationRun(world, new SimulationOptions());
                var found = run.Run();
                sizes[i] = world.Objects.Count;
                lock (totals)
                {
                    totals.Add(run.Totals);
                    broken.AddRange(found);
                }
            }
        );
        return new WorldResults(totals, sizes, broken);
    }
}

/// <summary>The totals, the number of objects in each world, and all violations.</summary>
internal sealed record WorldResults(Totals Totals, IReadOnlyList<int> Sizes, IReadOnlyList<Violation> Broken);
