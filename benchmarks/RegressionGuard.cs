namespace Benchmarks;

/// <summary>
/// Compares the speed of the parse path with that of plain decompression, both measured in one run. The limits are far
/// below the results on an idle machine, so a result below them is a regression.
/// </summary>
internal static class RegressionGuard
{
    private const double MinShare = 0.35;
    private const double MinGunzip = 1.4;
    private const double MaxAllocated = 8;
    private const double MaxEnriched = 2;
    private const double MaxOcsf = 4;
    private const int Tries = 3;

    public static async Task<int> RunAsync()
    {
        var ladder = new Ladder(objects: 4, mebibytes: 24, rounds: 3, seed: 1);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var rungs = await ladder.ClimbAsync();
            ladder.Print(rungs);
            var engine = rungs.Single(rung => rung.Name == Ladder.EngineOf(1));
            var gunzip = rungs.Single(rung => rung.Name == Ladder.VerifiedGunzip);
            var (enriched, ocsf) = (Cost(Ladder.EnrichedEngine), Cost(Ladder.OcsfEngine));
            if (
                gunzip.OfGunzip >= MinGunzip
                && engine.OfGunzip >= MinShare
                && engine.AllocatedPerRecord < MaxAllocated
                && enriched <= MaxEnriched
                && ocsf <= MaxOcsf
            )
            {
                return 0;
            }

            Console.Error.WriteLine(
                $"Attempt {attempt} of {Tries}: decompression ran at {gunzip.OfGunzip:0.00} of the speed of GZipStream,"
                    + " "
                    + $"expected at least {MinGunzip}; the engine ran at {engine.OfGunzip:0.00}, "
                    + $"expected at least {MinShare}, and allocated {engine.AllocatedPerRecord:0.0} bytes per record,"
                    + " "
                    + $"expected less than {MaxAllocated}. CPU time relative to native: enriched {enriched:0.00}, "
                    + $"expected at most {MaxEnriched}; ocsf {ocsf:0.00}, expected at most {MaxOcsf}."
            );

            double Cost(string name) => rungs.Single(rung => rung.Name == name).CpuSeconds / engine.CpuSeconds;
        }

        return 1;
    }
}
