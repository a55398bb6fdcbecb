using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TestSupport;

/// <summary>A server process that ends when the tests end, even if they are killed.</summary>
public sealed class Daemon : IDisposable
{
    private const int LinesKept = 12;

    private readonly Queue<string> _lines = new();
    private readonly ManualResetEventSlim _disposed = new();
    private readonly Process _process;

    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="user">The user that runs the program; null for the user that runs the tests.</param>
    /// <param name="environment">Additional environment variables.</param>
    public Daemon(
        string program,
        IEnumerable<string> arguments,
        string? user = null,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        Name = program;
        // If the tests are killed, the kernel ends the process.
        var start = Programs.Find("setpriv") is { } setpriv
            ? new ProcessStartInfo(setpriv, [.. Programs.RunAs(user), "--pdeathsig", "TERM", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = OnThreadThatStays(() => Process.Start(start)!);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>The last output lines, to diagnose a failed start.</summary>
    public string LastLines
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>A free port on loopback, below the ephemeral port range.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(10_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The port is in use.
            }
        }
    }

    public void Dispose()
    {
        // The data of these servers is discarded, so a clean shutdown is unnecessary.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _disposed.Set();
    }

    /// <summary>
    /// Starts the process on a dedicated thread: the kernel signals the child when the thread that started it ends, and
    /// pooled threads can end early.
    /// </summary>
    private Process OnThreadThatStays(Func<Process> start)
    {
        var started = new TaskCompletionSource<Process>();
        var thread = new Thread(() =>
        {
            try
            {
                started.SetResult(start());
            }
            catch (Exception e)
            {
                started.SetException(e);
                return;
            }

            _disposed.Wait();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    private void Keep(string? line)
    {
        lock (_lines)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                _lines.Enqueue(line);
            }

            if (_lines.Count > LinesKept)
            {
                _lines.Dequeue();
            }
        }
    }
}
