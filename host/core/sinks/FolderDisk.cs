using System.Runtime.InteropServices;

namespace InputHost.Sinks;

/// <summary>Renames files so that the new name survives a power failure.</summary>
internal static class FolderDisk
{
    private const int OpenForReading = 0;

    /// <exception cref="IOException">The file cannot be renamed, or another file has the name.</exception>
    public static void Rename(string folder, string from, string to)
    {
        File.Move(Path.Combine(folder, from), Path.Combine(folder, to), overwrite: false);
        if (!OperatingSystem.IsWindows())
        {
            Sync(folder);
        }
    }

    /// <summary>Flushes the names of a folder to disk. .NET cannot open a folder.</summary>
    private static void Sync(string folder)
    {
        var descriptor = NativeOpen(folder, OpenForReading);
        if (descriptor < 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }

        try
        {
            new DescriptorStream(descriptor).ToDisk();
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
