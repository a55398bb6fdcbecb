using InputSdk;

namespace InputHost;

/// <summary>What the process ends with; docs/errors.md explains each.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Internal = 1;
    public const int Usage = 2;
    public const int Access = 3;
    public const int Transient = 4;
    public const int Checkpoint = 5;

    /// <summary>
    /// Everything was read but objects that stay parked or lie in an archive, or something happened
    /// that somebody should look at; or a read of one object ended with an error about its data.
    /// </summary>
    public const int ObjectsLeft = 6;

    public const int Interrupted = 130;

    public static int Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Config => Usage,
            ErrorKind.Access => Access,
            ErrorKind.Transient => Transient,
            ErrorKind.Checkpoint => Checkpoint,
            ErrorKind.Data => ObjectsLeft,
            _ => Internal,
        };
}

/// <summary>The host cannot go on; the message is for the person at the terminal.</summary>
internal sealed class HostException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
