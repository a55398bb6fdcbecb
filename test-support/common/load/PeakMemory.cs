using System.Diagnostics;

namespace TestSupport.Load;

/// <summary>
/// The resources that a process and its child processes used: the peak resident memory as the kernel recorded it, which
/// includes peaks between two samples, and the CPU time.
/// </summary>
public sealed record PeakMemory(int ExitCode, long Bytes, TimeSpan Processors, TimeSpan Elapsed, string Errors)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program and discards its standard output. Linux only.</summary>
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
        var seen = new Dictionary<int, ProcessSample>();
        while (!ended.IsCompleted)
        {
            ProcessSample.At(process.Id, seen);
            await Task.WhenAny(ended, Task.Delay(BetweenLooks, TimeProvider.System));
        }

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return new PeakMemory(
            process.ExitCode,
            seen.Values.Sum(look => look.Bytes),
            TimeSpan.FromSeconds(seen.Values.Sum(look => look.Ticks) / ProcessSample.TicksPerSecond),
            elapsed,
            await errors
        );
    }
}
