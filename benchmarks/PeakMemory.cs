using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// What a process came to: its largest resident memory as the kernel kept it, which a peak between two
/// looks does not escape.
/// </summary>
internal sealed record PeakMemory(int ExitCode, long Bytes, TimeSpan Elapsed, string Errors)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program of .NET with its standard output thrown away. Linux only.</summary>
    public static async Task<PeakMemory> OfAsync(
        string folder, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null", "sh", "dotnet", .. arguments])
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
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, HighWaterMark(process.Id));
            await Task.WhenAny(ended, Task.Delay(BetweenLooks, TimeProvider.System));
        }

        return new PeakMemory(process.ExitCode, peak, TimeProvider.System.GetElapsedTime(started), await errors);
    }

    private static long HighWaterMark(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It is gone: the look before was the last.
            return 0;
        }
    }
}
