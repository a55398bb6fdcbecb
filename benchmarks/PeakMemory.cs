using System.Diagnostics;

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
        string folder,
        IEnumerable<string> command,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
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
        var seen = new Dictionary<int, ProcessLook>();
        while (!ended.IsCompleted)
        {
            ProcessLook.At(process.Id, seen);
            await Task.WhenAny(ended, Task.Delay(BetweenLooks, TimeProvider.System));
        }

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return new PeakMemory(
            process.ExitCode,
            seen.Values.Sum(look => look.Bytes),
            TimeSpan.FromSeconds(seen.Values.Sum(look => look.Ticks) / ProcessLook.TicksPerSecond),
            elapsed,
            await errors
        );
    }
}
