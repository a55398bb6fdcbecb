using InputSdk;

namespace InputHost;

/// <summary>The exit codes of the process; docs/errors.md explains each.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Internal = 1;
    public const int Usage = 2;
    public const int Access = 3;
    public const int Transient = 4;
    public const int Checkpoint = 5;

    /// <summary>
    /// Some objects are unread (parked or archived), there was a warning or there were many rejected lines, or the
    /// read of one object ended with an error in its data. Everything else was read. For an audit: there are
    /// differences.
    /// </summary>
    public const int UnreadObjects = 6;

    public const int Interrupted = 130;

    /// <summary>The exit code of a read that ended without an error.</summary>
    public static int OfRead(bool needsAttention) => needsAttention ? UnreadObjects : Done;

    public static int Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Config => Usage,
            ErrorKind.Access => Access,
            ErrorKind.Transient => Transient,
            ErrorKind.Checkpoint => Checkpoint,
            ErrorKind.Data => UnreadObjects,
            _ => Internal,
        };
}
