using System.Diagnostics;
using Xunit;

namespace InputHost.Tests;

/// <summary>Skipped, and counted as skipped, where one process cannot send a signal to another.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = Shell.MissingUnix;
}

/// <summary>Skipped on systems other than Linux, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string missing) =>
        Skip = OperatingSystem.IsLinux() ? null : $"On systems other than Linux, {missing}";
}

/// <summary>The same as <see cref="UnixFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = Shell.MissingUnix;
}

/// <summary>Skipped where a process cannot mount its own small file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() =>
        Skip =
            !OperatingSystem.IsLinux() ? "Only Linux allows a process to mount a private file system."
            : Shell.Succeeds($"{Shell.WithOwnMounts} sh -c 'mount -t tmpfs -o size=1m none /tmp'") ? null
            : "This system does not allow a process to mount a private file system.";
}

/// <summary>
/// Skipped where the user who runs the tests can write read-only files and cannot drop that capability.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyFactAttribute : FactAttribute
{
    public ReadOnlyFactAttribute() =>
        Skip =
            Shell.MissingUnix
            ?? (
                Shell.WithoutOverride is null
                    ? "This user can write read-only files and cannot start a process without this capability."
                    : null
            );
}

/// <summary>The capabilities of this system's shell.</summary>
internal static class Shell
{
    public const string WithOwnMounts = "unshare --user --map-root-user --mount";

    private static readonly Lazy<string?> Without = new(() =>
        new[] { "", "setpriv --bounding-set=-dac_override " }.FirstOrDefault(prefix =>
            Succeeds(
                $"f=$(mktemp) && chmod 444 \"$f\" && ! {prefix}sh -c \": >$f\" && {prefix}true; e=$?; rm -f \"$f\"; "
                    + "exit $e"
            )
        )
    );

    public static string? MissingUnix =>
        OperatingSystem.IsWindows()
            ? "Windows has no signals, file modes or file size limits that a shell can set."
            : null;

    /// <summary>The command prefix that makes file modes effective for a command; null if there is none.</summary>
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
