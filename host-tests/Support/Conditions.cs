using System.Diagnostics;
using Xunit;

namespace InputHost.Tests;

/// <summary>Skipped, and counted as such, where one process cannot send another a signal.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = Shell.MissingUnix;
}

/// <summary>Skipped elsewhere than on Linux, with what is missing there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string missing) =>
        Skip = OperatingSystem.IsLinux() ? null : $"Elsewhere than on Linux {missing}";
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = Shell.MissingUnix;
}

/// <summary>Skipped where a process cannot make a small file system for itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() =>
        Skip =
            !OperatingSystem.IsLinux() ? "Only Linux lets a process mount a file system for itself alone."
            : Shell.Succeeds($"{Shell.WithOwnMounts} sh -c 'mount -t tmpfs -o size=1m none /tmp'") ? null
            : "This system does not let a process mount a file system for itself alone.";
}

/// <summary>Skipped where whoever runs the tests may write what is read-only, and cannot give that right up.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyFactAttribute : FactAttribute
{
    public ReadOnlyFactAttribute() =>
        Skip =
            Shell.MissingUnix
            ?? (
                Shell.WithoutOverride is null
                    ? "This user may write read-only files and cannot start a process that may not."
                    : null
            );
}

/// <summary>What the shell of this system can do.</summary>
internal static class Shell
{
    public const string WithOwnMounts = "unshare --user --map-root-user --mount";

    private static readonly Lazy<string?> Without = new(() =>
        new[] { "", "setpriv --bounding-set=-dac_override " }.FirstOrDefault(prefix =>
            Succeeds(
                $"f=$(mktemp) && chmod 444 \"$f\" && ! {prefix}sh -c \": >$f\" && {prefix}true; e=$?; rm -f \"$f\"; exit $e"
            )
        )
    );

    public static string? MissingUnix =>
        OperatingSystem.IsWindows()
            ? "Windows has no signals, file modes and limits of files that a shell could set."
            : null;

    /// <summary>What to start a command with so that file modes hold for it; null when there is no way.</summary>
    public static string? WithoutOverride => Without.Value;

    public static bool Succeeds(string script)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("sh", ["-c", script])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
