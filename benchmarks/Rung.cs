namespace Benchmarks;

/// <summary>How fast one way of reading is.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="GunzipSeconds">How long GZipStream alone takes.</param>
/// <param name="BelowSeconds">How long the rung below takes.</param>
/// <param name="CpuSeconds">How much time of all cores it takes.</param>
/// <param name="AllocatedPerRecord">Bytes allocated for each record, in the last round.</param>
internal sealed record Rung(
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
