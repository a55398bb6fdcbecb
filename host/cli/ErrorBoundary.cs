using InputHost.Sinks;
using InputSdk;

namespace InputHost.Cli;

/// <summary>Runs a command and converts each exception to one line on standard error and an exit code.</summary>
internal static class ErrorBoundary
{
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (InputException e)
        {
            return WriteError(ExitCode.Of(e.Error.Kind), $"{e.Error.Code}: {e.Error.Message}");
        }
        catch (HostException e)
        {
            return WriteError(ExitCode.Of(e.Kind), e.Message);
        }
        catch (OperationCanceledException e)
        {
            return WriteError(
                ExitCode.Interrupted,
                e is InterruptedException ? $"Interrupted. {e.Message}" : "Interrupted."
            );
        }
        catch (OutputClosedException)
        {
            // The reader of the pipe, such as head, needs no more output.
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (OutputFault.IsFull(e))
        {
            return WriteError(ExitCode.Transient, "Standard output could not be written: the disk is full.");
        }
        catch (Exception e)
        {
            // The message of an unknown exception can contain a secret, so only the type is shown by default.
            var detail =
                Environment.GetEnvironmentVariable("INPUTHOST_DEBUG") == "1"
                    ? $"Report the stack trace.\n{e}"
                    : "Run again with INPUTHOST_DEBUG=1 and report the stack trace.";
            await Console.Error.WriteLineAsync($"inputhost: An internal error occurred ({e.GetType().Name}). {detail}");
            return ExitCode.Internal;
        }
    }

    private static int WriteError(int exitCode, string message)
    {
        Console.Error.WriteLine(Terminal.StripControlCharacters($"inputhost: {message}"));
        return exitCode;
    }
}
