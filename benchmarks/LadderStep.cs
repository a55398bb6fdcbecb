namespace Benchmarks;

/// <summary>The speed of one way of reading.</summary>
/// <param name="Name">The name of the rung.</param>
/// <param name="Seconds">Elapsed time.</param>
/// <param name="GunzipSeconds">Elapsed time of GZipStream alone.</param>
/// <param name="BelowSeconds">Elapsed time of the rung below.</param>
/// <param name="CpuSeconds">CPU time of all cores.</param>
/// <param name="AllocatedPerRecord">Allocated bytes for each record, in the last round.</param>
internal sealed record LadderStep(
    string Name,
    double Seconds,
    double GunzipSeconds,
    double BelowSeconds,
    double CpuSeconds,
    double AllocatedPerRecord
)
{
    public double OfGunzip => GunzipSeconds / Seconds;

    public double OfBelow => BelowSeconds / Seconds;
}
