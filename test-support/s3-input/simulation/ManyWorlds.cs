namespace InputSdk.S3.Simulation;

/// <summary>Runs many worlds on all cores.</summary>
internal static class ManyWorlds
{
    /// <summary>Runs worlds with consecutive seeds, starting with the given one.</summary>
    /// <returns>The totals, the number of objects in each world, and all violations.</returns>
    public static (Totals Totals, IReadOnlyList<int> Sizes, IReadOnlyList<Violation> Broken) Run(int worlds, int seed)
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
        return (totals, sizes, broken);
    }
}
