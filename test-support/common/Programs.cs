using System.Diagnostics;

namespace TestSupport;

/// <summary>Finds and runs programs that are optionally installed.</summary>
public static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The path of a program, found by PATH; null if it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>The arguments of setpriv that select a user; none for the user that runs the tests.</summary>
    public static string[] RunAs(string? user) =>
        user is null ? [] : ["--reuid", user, "--regid", user, "--init-groups"];

    /// <summary>Runs a command and throws if its exit code is not 0.</summary>
    /// <returns>Its output.</returns>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: {await output}{await errors}"
            );
        }

        return await output;
    }
}
