using InputSdk;

namespace InputHost.Sinks;

/// <summary>Classifies errors of writing, and creates the message for the user.</summary>
internal static class OutputFault
{
    // ENOSPC; EDQUOT on Linux and on macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL on Windows.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether the file or the disk caused the error, not the program.</summary>
    public static bool Is(Exception e) => e is IOException || IsTooLarge(e);

    /// <summary>The error for a read whose output could not be written.</summary>
    public static HostException Of(Exception e, string what)
    {
        var why =
            IsTooLarge(e) ? "the disk is full, or the file has reached the largest size that is allowed."
            : Full.Contains(e.HResult) ? "the disk is full."
            : e.Message.TrimEnd('.') + ".";
        var remedy = IsFull(e) ? "Free disk space" : "Fix the cause";
        return new HostException(
            ErrorKind.Transient,
            $"{what} could not be written: {why} Nothing after the last checkpoint was kept. "
                + $"{remedy} and run again: the run resumes from the last checkpoint."
        );
    }

    public static bool IsFull(Exception e) => (e is IOException && Full.Contains(e.HResult)) || IsTooLarge(e);

    /// <summary>The pipe has no reader: EPIPE, ERROR_BROKEN_PIPE and ERROR_NO_DATA.</summary>
    public static bool IsReaderGone(IOException e) =>
        e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    /// <summary>EFBIG, which a FileStream does not convert to an IOException.</summary>
    private static bool IsTooLarge(Exception e) =>
        e is ArgumentOutOfRangeException { ParamName: "value" } or IOException { HResult: 27 };
}
