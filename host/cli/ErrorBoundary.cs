using InputHost.Read;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Cli;

/// <summary>Runs a command and converts each exception to one line on standard error and an exit code.</summary>
internal static class ErrorBoundary
{
    /// <param name="command">The command to run.</param>
    /// <param name="write">Writes the line in another form.</param>
    public static async Task<int> RunAsync(Func<Task<int>> command, Action<LogLine>? write = null)
    {
        try
        {
            return await command();
        }
        catch (Exception e)
        {
            var (exitCode, line) = Describe(e);
            if (line is not null)
            {
                (write ?? WriteLine)(line);
            }

            return exitCode;
        }
    }

    /// <returns>The exit code and the line for the user; no line if the user does not need one.</returns>
    private static (int ExitCode, LogLine? Line) Describe(Exception exception) =>
        exception switch
        {
            InputException e => (
                ExitCode.Of(e.Error.Kind),
                new LogLine($"{e.Error.Code}: {e.Error.Message}", e.Error.Code)
            ),
            HostException e => (ExitCode.Of(e.Kind), e.Message),
            InterruptedException e => (ExitCode.Interrupted, $"Interrupted. {e.Message}"),
            OperationCanceledException => (ExitCode.Interrupted, "Interrupted."),
            // The reader of the pipe, such as head, needs no more output.
            OutputClosedException => (ExitCode.Interrupted, null),
            IOException e when OutputFault.IsFull(e) => (
                ExitCode.Transient,
                "Standard output could not be written: the disk is full."
            ),
            _ => (ExitCode.Internal, Internal(exception)),
        };

    /// <summary>The message of an unknown exception can contain a secret, so only its type is shown.</summary>
    private static string Internal(Exception exception) =>
        $"An internal error occurred ({exception.GetType().Name}). "
        + (
            Environment.GetEnvironmentVariable("INPUTHOST_DEBUG") == "1"
                ? $"Report the stack trace.\n{exception}"
                : "Run again with INPUTHOST_DEBUG=1 and report the stack trace."
        );

    /// <summary>A stack trace has several lines.</summary>
    private static void WriteLine(LogLine line) =>
        Console.Error.WriteLine(
            string.Join('\n', $"inputhost: {line.Text}".Split('\n').Select(Terminal.StripControlCharacters))
        );
}
