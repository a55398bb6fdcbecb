using System.Globalization;

namespace TestSupport.Load;

/// <summary>
/// A sample of a process from the kernel: its peak resident memory in bytes, and the CPU ticks that it used.
/// </summary>
public sealed record ProcessSample(long Bytes, long Ticks)
{
    /// <summary>USER_HZ, independent of the kernel's internal tick rate.</summary>
    public const double TicksPerSecond = 100;

    public TimeSpan Processors => TimeSpan.FromSeconds(Ticks / TicksPerSecond);

    /// <summary>Samples a process and the children of its main thread, but not their children.</summary>
    public static void At(int process, IDictionary<int, ProcessSample> seen)
    {
        foreach (var id in (int[])[process, .. Children(process)])
        {
            if (Of(id) is { } look)
            {
                seen[id] = look;
            }
        }
    }

    public static ProcessSample? Of(int process)
    {
        try
        {
            // The fields after the process name, which can contain any character. The first of them is field 3 of
            // proc(5).
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? null
                : new ProcessSample(
                    1024 * Number(line["VmHWM:".Length..^"kB".Length]),
                    Number(fields[11]) + Number(fields[12])
                );
        }
        catch (IOException)
        {
            // The process ended. The previous sample is the last one.
            return null;
        }
    }

    private static IEnumerable<int> Children(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/task/{process}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
