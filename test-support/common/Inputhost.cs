using System.Diagnostics;

namespace TestSupport;

/// <summary>Runs the program as a person does: in its own process, with the plugin beside it.</summary>
public static class Inputhost
{
    /// <summary>No command of these tests takes a tenth of this time. The limit stops a command that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Folder { get; } =
        Repository.File(
            "host",
            "bin",
            Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!,
            "net10.0"
        );

    public static Process Start(string workingFolder, params string[] arguments) =>
        Start(workingFolder, "dotnet", [Path.Combine(Folder, "inputhost.dll"), .. arguments]);

    public static Process Start(
        string workingFolder,
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Excludes this machine's own AWS settings, and those that another test sets for this process at the same time.
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()
        )
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a shell script in which <c>"$@"</c> is the program with these arguments.</summary>
    public static async Task<ProcessResult> RunInShellAsync(
        string workingFolder,
        string script,
        params string[] arguments
    )
    {
        // Double-mapped executable memory is a file, so a file size limit applies to it.
        using var process = Start(
            workingFolder,
            "sh",
            ["-c", script, "sh", "dotnet", Path.Combine(Folder, "inputhost.dll"), .. arguments],
            ("DOTNET_EnableWriteXorExecute", "0")
        );
        return await EndAsync(process);
    }

    public static async Task<ProcessResult> RunAsync(string workingFolder, params string[] arguments)
    {
        using var process = Start(workingFolder, arguments);
        return await EndAsync(process);
    }

    public static async Task<ProcessResult> EndAsync(Process process, TimeSpan? patience = null)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProcessResult(process.ExitCode, await output, await errors);
    }
}

public sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
