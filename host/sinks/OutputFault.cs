namespace InputHost;

/// <summary>What the system says when something cannot be written, and what a person is told of it.</summary>
internal static class OutputFault
{
    // ENOSPC, and EDQUOT as Linux and macOS number it; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether writing failed by the file or the disk, not by the program.</summary>
    public static bool Is(Exception e) => e is IOException || IsTooLarge(e);

    /// <summary>The end of a read whose output could not be written.</summary>
    public static HostException Of(Exception e, string what)
    {
        var why =
            IsTooLarge(e) ? "the disk is full, or the file has reached the largest size that is allowed."
            : Full.Contains(e.HResult) ? "the disk is full."
            : e.Message.TrimEnd('.') + ".";
        return new HostException(
            ExitCode.Transient,
            $"{what} could not be written: {why} Nothing after the last checkpoint was kept; with room to write, the next run goes on there."
        );
    }

    public static bool IsFull(Exception e) => (e is IOException && Full.Contains(e.HResult)) || IsTooLarge(e);

    /// <summary>The pipe that was written to has no reader any more: EPIPE, ERROR_BROKEN_PIPE and ERROR_NO_DATA.</summary>
    public static bool IsReaderGone(IOException e) =>
        e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    /// <summary>EFBIG, which a FileStream does not turn into an IOException.</summary>
    private static bool IsTooLarge(Exception e) =>
        e is ArgumentOutOfRangeException { ParamName: "value" } or IOException { HResult: 27 };
}
