using System.Globalization;

namespace Benchmarks;

/// <summary>What the kernel told of a process: its largest resident memory in bytes, and the ticks that processors spent on it.</summary>
internal sealed record ProcessLook(long Bytes, long Ticks)
{
    /// <summary>USER_HZ, whatever the kernel itself counts in.</summary>
    public const double TicksPerSecond = 100;

    public TimeSpan Processors => TimeSpan.FromSeconds(Ticks / TicksPerSecond);

    /// <summary>At a process and the children of its main thread, theirs left out.</summary>
    public static void At(int process, Dictionary<int, ProcessLook> seen)
    {
        foreach (var id in (int[])[process, .. Children(process)])
        {
            if (Of(id) is { } look)
            {
                seen[id] = look;
            }
        }
    }

    public static ProcessLook? Of(int process)
    {
        try
        {
            // Behind the name, which may hold anything; the first there is field 3 of proc(5).
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? null
                : new ProcessLook(
                    1024 * Number(line["VmHWM:".Length..^"kB".Length]),
                    Number(fields[11]) + Number(fields[12])
                );
        }
        catch (IOException)
        {
            // It is gone: the look before was the last.
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
