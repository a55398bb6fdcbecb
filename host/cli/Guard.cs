using InputSdk;

namespace InputHost;

/// <summary>The edge of the program: every failure becomes one clear line and an exit code.</summary>
internal static class ErrorBoundary
{
    public static int Run(Func<int> command) => RunAsync(() => Task.FromResult(command())).GetAwaiter().GetResult();

    /// <param name="command">What to do.</param>
    /// <param name="whenInterrupted">What an interruption means for it, if there is anything to say.</param>
    public static async Task<int> RunAsync(Func<Task<int>> command, string? whenInterrupted = null)
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
            return WriteError(e.ExitCode, e.Message);
        }
        catch (OperationCanceledException)
        {
            return WriteError(
                ExitCode.Interrupted,
                whenInterrupted is null ? "Interrupted." : $"Interrupted. {whenInterrupted}"
            );
        }
        catch (OutputClosedException)
        {
            // As with head: whoever read the output has enough.
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (OutputFault.IsFull(e))
        {
            return WriteError(ExitCode.Transient, "Standard output could not be written: the disk is full.");
        }
        catch (Exception e)
        {
            // An exception of unknown origin may quote anything, so only its type is shown unasked.
            var detail =
                Environment.GetEnvironmentVariable("INPUTHOST_DEBUG") == "1"
                    ? $"\n{e}"
                    : " Set INPUTHOST_DEBUG=1 to see where.";
            await Console.Error.WriteLineAsync(
                $"inputhost: This is a fault of the program ({e.GetType().Name}). Please report it.{detail}"
            );
            return ExitCode.Internal;
        }
    }

    private static int WriteError(int exitCode, string message)
    {
        Console.Error.WriteLine(Terminal.StripControlCharacters($"inputhost: {message}"));
        return exitCode;
    }
}
