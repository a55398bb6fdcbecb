using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using InputHost.Tests;

namespace ConsoleTests;

/// <summary>The program, serving the console on a free port of this machine, as a process of its own.</summary>
internal sealed class ServedConsole : IAsyncDisposable
{
    private const int Terminate = 15;
    private const string Announced = "The console is at ";

    /// <summary>It starts within two seconds, and is told to end within as many; a machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    private ServedConsole(Process process)
    {
        _process = process;
        _ended = process.WaitForExitAsync();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public ConsoleClient Client { get; private set; } = null!;

    /// <summary>What it said so far, to standard output and to standard error.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public static async Task<ServedConsole> StartAsync(string folder, Uri s3, params (string Name, string Value)[] environment)
    {
        var console = new ServedConsole(StartProcess(folder, "http://127.0.0.1:0", s3, environment));
        try
        {
            var first = await Task.WhenAny(console._address.Task, console._ended).WaitAsync(Patience);
            console.Address = first == console._ended ? throw new InvalidOperationException($"The console ended at once: {console.Said}") : await console._address.Task;
            console.Client = new ConsoleClient(console.Address);
            return console;
        }
        catch
        {
            await console.KillAsync();
            throw;
        }
    }

    /// <summary>Starts it where it is expected to end by itself.</summary>
    public static async Task<Ended> RunAsync(string folder, string urls, params (string Name, string Value)[] environment)
    {
        using var process = StartProcess(folder, urls, new Uri("http://127.0.0.1:9"), environment);
        return await Inputhost.EndAsync(process);
    }

    /// <summary>Ends it as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        _ = Kill(_process.Id, Terminate);
        await _ended.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it without a chance to do anything more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended.WaitAsync(Patience);
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

    private static Process StartProcess(string folder, string urls, Uri s3, (string Name, string Value)[] environment) => Inputhost.Start(
        folder, "dotnet", [Path.Combine(Inputhost.Folder, "inputhost.dll"), "serve", "--urls", urls, "--data", "data"],
        [("AWS_ENDPOINT_URL_S3", s3.ToString()), ("AWS_ENDPOINT_URL_STS", s3.ToString()), ("AWS_EC2_METADATA_DISABLED", "true"), .. environment]);

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line?.StartsWith(Announced, StringComparison.Ordinal) == true)
        {
            _address.TrySetResult(new Uri(line[Announced.Length..].Split(' ')[0]));
        }
    }
}
