using InputSdk.S3.Fuzz;

namespace Benchmarks;

/// <summary>
/// <c>fuzz-gzip --seconds N --seed S</c>: tests the properties of the gzip decoder with random cases until the time is
/// up. The exit code is 1 if a property does not hold.
/// </summary>
internal static class FuzzGzip
{
    private const int CasesAtOnce = 500;

    public static int Run(int seconds, int seed)
    {
        var (started, next, broken) = (TimeProvider.System.GetTimestamp(), seed, 0);
        var cases = GzipProperties.All.Keys.ToDictionary(name => name, _ => 0L);
        while (TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds)
        {
            foreach (var (name, property) in GzipProperties.All)
            {
                var wrong = Enumerable
                    .Range(0, CasesAtOnce)
                    .AsParallel()
                    .AsOrdered()
                    .Select(i => (Seed: unchecked(next + i), Wrong: Try(property, unchecked(next + i))))
                    .Where(found => found.Wrong is not null)
                    .ToList();
                wrong.ForEach(found => Console.WriteLine($"{name}, seed {found.Seed}: {found.Wrong}"));
                cases[name] += CasesAtOnce;
                broken += wrong.Count;
            }

            next = unchecked(next + CasesAtOnce);
        }

        foreach (var (name, count) in cases)
        {
            Console.WriteLine($"{name}: {count} cases");
        }

        var spent = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine($"{broken} broken in {spent.TotalSeconds:0} s, seeds {seed} to {unchecked(next - 1)}");
        return broken == 0 ? 0 : 1;
    }

    private static string? Try(Func<int, string?> property, int seed)
    {
        try
        {
            return property(seed);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }
}
