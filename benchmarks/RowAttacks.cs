using InputSdk.S3;
using InputSdk.S3.Attacks;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// <c>rows --objects N --seed S</c>: what is promised of rows, over as many objects of each log as there is time for.
/// Ends with 1 when a promise was broken.
/// </summary>
internal static class RowAttacks
{
    private const int Shown = 3;

    /// <param name="objects">Objects of each log.</param>
    /// <param name="seed">The first one's.</param>
    /// <param name="only">What the names of the properties begin with.</param>
    public static int Run(int objects, int seed, string only)
    {
        var broken = 0;
        foreach (
            var (name, property) in RowProperties.All.Where(property =>
                property.Key.StartsWith(only, StringComparison.Ordinal)
            )
        )
        {
            foreach (var log in RedshiftAuditLogs.Declaration.Logs)
            {
                var started = TimeProvider.System.GetTimestamp();
                var wrong = Enumerable
                    .Range(0, objects)
                    .AsParallel()
                    .AsOrdered()
                    .Select(i => (Seed: unchecked(seed + i), Wrong: property(log, unchecked(seed + i), new RowRules())))
                    .Where(found => found.Wrong is not null)
                    .ToList();
                broken += wrong.Count;
                Console.WriteLine(
                    $"{name}, {log.Id}: {objects} objects in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s, {wrong.Count} broken"
                );
                wrong.Take(Shown).ToList().ForEach(found => Console.WriteLine($"  seed {found.Seed}: {found.Wrong}"));
            }
        }

        return broken == 0 ? 0 : 1;
    }
}
