namespace InputSdk.S3.Simulation;

/// <summary>Many worlds, on all cores.</summary>
internal static class ManyWorlds
{
    /// <summary>Lives through the worlds from a seed on; one world's seed is the next one's plus one.</summary>
    /// <returns>What happened, the number of objects in each, and all that was broken.</returns>
    public static (Totals Totals, IReadOnlyList<int> Sizes, IReadOnlyList<Violation> Broken) Run(int worlds, int seed)
    {
        var (totals, sizes, broken) = (new Totals(), new int[worlds], new List<Violation>());
        Parallel.For(
            0,
            worlds,
            i =>
            {
                var world = WorldMaker.Make(unchecked(seed + i) & int.MaxValue);
                var life = new Life(world, new LifeStyle());
                var found = life.Live();
                sizes[i] = world.Objects.Count;
                lock (totals)
                {
                    totals.Add(life.Totals);
                    broken.AddRange(found);
                }
            }
        );
        return (totals, sizes, broken);
    }
}
