using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ConsoleTests;

/// <summary>A process that serves the console on a free port of this machine.</summary>
internal sealed class ServedConsole : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const string AddressLine = "The console is at ";

    /// <summary>The console starts and stops within two seconds each, but the machine can be busy.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    private ServedConsole(Process process)
    {
        _process = process;
        _ended = process.WaitForExitAsync();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public ConsoleClient Client { get; private set; } = null!;

    /// <summary>The standard output and the standard error so far.</summary>
    public string Said
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static async Task<ServedConsole> StartAsync(
        string folder,
        Uri s3,
        params (string Name, string Value)[] environment
    )
    {
        var console = new ServedConsole(StartProcess(folder, "http://127.0.0.1:0", s3, environment));
        try
        {
            var first = await Task.WhenAny(console._address.Task, console._ended).WaitAsync(Timeout);
            console.Address =
                first != console._ended
                    ? await console._address.Task
                    : throw new InvalidOperationException($"The console ended before it was ready: {console.Said}");
            console.Client = new ConsoleClient(console.Address);
            return console;
        }
        catch
        {
            await console.KillAsync();
            throw;
        }
    }

    /// <summary>Starts a console that is expected to end with an error.</summary>
    public static async Task<ProcessResult> RunAsync(
        string folder,
        string urls,
        params (string Name, string Value)[] environment
    )
    {
        using var process = StartProcess(folder, urls, new Uri("http://127.0.0.1:9"), environment);
        return await Inputhost.EndAsync(process);
    }

    /// <summary>Sends SIGTERM, as a service manager does, and waits for the end of the process.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        _ = Kill(_process.Id, SigTerm);
        await _ended.WaitAsync(Timeout);
        return _process.ExitCode;
    }

    /// <summary>Kills the process, so that it cannot clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended.WaitAsync(Timeout);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client?.Dispose();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static Process StartProcess(
        string folder,
        string urls,
        Uri s3,
        (string Name, string Value)[] environment
    ) =>
        Inputhost.Start(
            folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "serve", "--urls", urls, "--data", "data"],
            [
                ("AWS_ENDPOINT_URL_S3", s3.ToString()),
                ("AWS_ENDPOINT_URL_STS", s3.ToString()),
                ("AWS_EC2_METADATA_DISABLED", "true"),
                .. environment,
            ]
        );

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.StartsWith(AddressLine, StringComparison.Ordinal) == true)
        {
            _address.TrySetResult(new Uri(line[AddressLine.Length..].Split(' ')[0]));
        }
    }
}
