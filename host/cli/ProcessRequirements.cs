using System.Runtime.InteropServices;
using System.Text;
using InputHost.Sinks;

namespace InputHost.Cli;

/// <summary>
/// The requirements on the environment of the process, checked before any file is opened. If a standard stream is
/// closed, the next opened file gets its descriptor, and messages would be written into that file.
/// </summary>
internal static class ProcessRequirements
{
    // Enough for connections, files and the runtime. The usual limits are 256 on macOS and 1,024 on Linux.
    private const ulong MinOpenFiles = 256;

    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int GetFlags = 1;
    private const int ClosedOnStart = 1;
    private const int OpenFilesOnLinux = 7;
    private const int OpenFilesOnMacOs = 8;

    /// <summary>The missing requirement, also written to an open standard stream; null when none is missing.</summary>
    public static string? Missing()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var missing =
            IsClosed(StandardOutput) ? "Standard output is closed. Redirect it to a file, or to /dev/null."
            : IsClosed(StandardError) ? "Standard error is closed. Redirect it to a file, or to /dev/null."
            : NativeLimit(OperatingSystem.IsMacOS() ? OpenFilesOnMacOs : OpenFilesOnLinux, out var limit) == 0
            && limit.Current < MinOpenFiles
                ? $"This process can open {limit.Current} files but needs {MinOpenFiles}. "
                    + "Raise the limit, for example with ulimit -n 1024."
            : null;
        if (missing is not null)
        {
            Report(missing);
        }

        return missing;
    }

    /// <summary>
    /// An inherited descriptor is never close-on-exec. If it is, this process opened it after the stream was closed.
    /// </summary>
    private static bool IsClosed(int descriptor) => NativeControl(descriptor, GetFlags) is < 0 or ClosedOnStart;

    /// <summary>Writes to the descriptor, because the .NET console would open a file.</summary>
    private static void Report(string message)
    {
        var open = IsClosed(StandardError) ? StandardOutput : StandardError;
        if (!IsClosed(open))
        {
            using var stream = new DescriptorStream(open);
            stream.Write(Encoding.UTF8.GetBytes($"inputhost: {message}\n"));
        }
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeControl(int descriptor, int command);

    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly ulong Current;
        public readonly ulong Most;
    }
}
