namespace Benchmarks;

/// <summary>
/// Holds the parse path against plain decompression, both measured in one run. The bounds are far below
/// what is measured on a machine that has nothing else to do: what breaks them is a mistake.
/// </summary>
internal static class RegressionGuard
{
    private const double LeastShare = 0.35;
    private const double LeastGunzip = 1.4;
    private const double MostAllocated = 8;
    private const int Tries = 3;

    public static async Task<int> RunAsync()
    {
        var ladder = new Ladder(objects: 4, mebibytes: 24, rounds: 3, seed: 1);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var rungs = await ladder.ClimbAsync();
            ladder.Print(rungs);
            var engine = rungs.Last(rung => rung.Name.Contains("1 worker", StringComparison.Ordinal));
            var gunzip = rungs.Single(rung => rung.Name == Ladder.VerifiedGunzip);
            if (
                gunzip.OfGunzip >= LeastGunzip
                && engine.OfGunzip >= LeastShare
                && engine.AllocatedPerRecord < MostAllocated
            )
            {
                return 0;
            }

            Console.Error.WriteLine(
                $"Attempt {attempt} of {Tries}: decompression ran at {gunzip.OfGunzip:0.00} of GZipStream, "
                    + $"at least {LeastGunzip} are expected; the engine ran at {engine.OfGunzip:0.00}, "
                    + $"at least {LeastShare} are expected, and allocated {engine.AllocatedPerRecord:0.0} bytes a record, "
                    + $"less than {MostAllocated} are expected."
            );
        }

        return 1;
    }
}
