using InputSdk.S3.Attacks;
using InputSdk.S3.Parse;
using RedshiftAuditConnector;

namespace Benchmarks;

/// <summary>
/// <c>rows --objects N --seed S</c>: tests the properties of row parsing with N random objects of each log type. The
/// exit code is 1 if a property does not hold.
/// </summary>
internal static class RowAttacks
{
    private const int Shown = 3;

    /// <param name="objects">The number of objects of each log type.</param>
    /// <param name="seed">The seed of the first object.</param>
    /// <param name="only">The prefix of the names of the properties to test.</param>
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
                    $"{name}, {log.Id}: {objects} objects in "
                        + $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s, {wrong.Count} broken"
                );
                wrong.Take(Shown).ToList().ForEach(found => Console.WriteLine($"  seed {found.Seed}: {found.Wrong}"));
            }
        }

        return broken == 0 ? 0 : 1;
    }
}
