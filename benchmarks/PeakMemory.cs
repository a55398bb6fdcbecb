using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// What a process came to, and those that it started: the largest resident memory as the kernel kept it,
/// which a peak between two looks does not escape, and the time of the processors.
/// </summary>
internal sealed record PeakMemory(int ExitCode, long Bytes, TimeSpan Processors, TimeSpan Elapsed, string Errors)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program with its standard output thrown away. Linux only.</summary>
    public static async Task<PeakMemory> OfAsync(
        string folder, IEnumerable<string> command, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null", "sh", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        var seen = new Dictionary<int, Look>();
        while (!ended.IsCompleted)
        {
            Look.At(process.Id, seen);
            await Task.WhenAny(ended, Task.Delay(BetweenLooks, TimeProvider.System));
        }

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return new PeakMemory(
            process.ExitCode,
            seen.Values.Sum(look => look.Bytes),
            TimeSpan.FromSeconds(seen.Values.Sum(look => look.Ticks) / Look.TicksPerSecond),
            elapsed,
            await errors);
    }

    /// <summary>What the kernel last told of a process.</summary>
    private sealed record Look(long Bytes, long Ticks)
    {
        /// <summary>USER_HZ, whatever the kernel itself counts in.</summary>
        public const double TicksPerSecond = 100;

        /// <summary>At a process and the children of its main thread, theirs left out.</summary>
        public static void At(int process, Dictionary<int, Look> seen)
        {
            foreach (var id in (int[])[process, .. Children(process)])
            {
                if (Of(id) is { } look)
                {
                    seen[id] = look;
                }
            }
        }

        private static Look? Of(int process)
        {
            try
            {
                // Behind the name, which may hold anything; the first there is field 3 of proc(5).
                var stat = File.ReadAllText($"/proc/{process}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? null : new Look(1024 * Number(line["VmHWM:".Length..^"kB".Length]), Number(fields[11]) + Number(fields[12]));
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
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
            }
            catch (IOException)
            {
                return [];
            }
        }

        private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
    }
}
