using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>The simulation must contain enough errors, because an easy simulation proves nothing.</summary>
public sealed class SimulationCoverageTests
{
    [Fact]
    public void Every_fault_and_crash_occurs_fifty_times_without_a_violation()
    {
        var (seed, (totals, sizes, broken)) = Worlds.OfThisRun;
        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(5)));
        Assert.InRange(sizes.Order().ElementAt(sizes.Count / 2), 50, int.MaxValue);
        Assert.All(
            totals.Faults,
            fault => Assert.True(fault.Value >= 50, $"seed {seed}: {fault.Key} occurred {fault.Value} times")
        );
        Assert.All(
            totals.CrashPoints,
            point => Assert.True(point.Value >= 50, $"seed {seed}: {point.Key} occurred {point.Value} times")
        );
    }
}
