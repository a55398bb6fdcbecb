using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using InputSdk;

namespace InputHost.Plugins;

/// <summary>
/// Runs a plugin's code in a separate process, so that code that exits, crashes or hangs does not affect this one.
/// The child reports line by line through a pipe; the output of the plugin is discarded.
/// </summary>
internal sealed class PluginChild : IDisposable
{
    /// <summary>The variable that names the pipe to the child.</summary>
    public const string Pipe = "INPUTHOST_CHILD_PIPE";

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Process _process;

    /// <param name="arguments">The command-line arguments for the child.</param>
    public PluginChild(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Pipe] = _pipe.GetClientHandleAsString();
        _process = Process.Start(start)!;
        _pipe.DisposeLocalCopyOfClientHandle();
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>How the child ended, or that it timed out.</summary>
    public string End { get; private set; } = "";

    /// <summary>The lines of the child, until it ends or a line takes too long.</summary>
    /// <param name="patience">The timeout for each line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<string> LinesAsync(
        TimeSpan patience,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(_pipe);
        while (true)
        {
            string? line;
            try
            {
                line = await reader
                    .ReadLineAsync(cancellationToken)
                    .AsTask()
                    .WaitAsync(patience, TimeProvider.System, cancellationToken);
            }
            catch (TimeoutException)
            {
                End = $"it did not end within {patience.TotalSeconds:0} seconds";
                yield break;
            }

            if (line is null)
            {
                break;
            }

            yield return line;
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        await _process.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        End = _process.HasExited
            ? $"it ended the process with exit code {_process.ExitCode}"
            : $"it did not end within {patience.TotalSeconds:0} seconds";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _pipe.Dispose();
    }

    /// <summary>The end of the pipe in the child. Removes the variable, so that the plugin does not see it.</summary>
    public static StreamWriter Parent()
    {
        var handle =
            Environment.GetEnvironmentVariable(Pipe)
            ?? throw new HostException(ErrorKind.Config, "probe is an internal command; verify and list start it.");
        Environment.SetEnvironmentVariable(Pipe, null);
        return new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, handle)) { AutoFlush = true };
    }
}
