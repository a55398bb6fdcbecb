using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace InputHost.Tests;

/// <summary>
/// Processes that are stopped, or started twice. Killed processes are tested in <see cref="KillStories"/>.
/// </summary>
public sealed class InterruptionStories : IDisposable
{
    private const int Objects = 300;

    private readonly FixtureFolder _work = new();

    public InterruptionStories()
    {
        for (var i = 0; i < Objects; i++)
        {
            _work.AddLog(
                new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i),
                first: 10_000_000 + (i * 1000),
                rows: 200
            );
        }
    }

    public void Dispose() => _work.Dispose();

    [UnixFact]
    public async Task An_interrupted_read_ends_within_two_seconds_with_only_what_is_committed()
    {
        using var process = StartInterruptible([
            "read",
            "--config",
            "connectionlog.json",
            "--local-s3",
            "buckets",
            "--state",
            "s.db",
            "--out",
            "out",
            "--follow",
            "1",
        ]);
        await UntilAsync(() => File.Exists(_work.File("out/connectionlog.ndjson")), process);
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, Interrupt));
        var ended = await Inputhost.EndAsync(process);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(130, ended.ExitCode);
        Assert.Contains(
            "Interrupted. The next run reads what no stored checkpoint covers.",
            ended.Errors,
            StringComparison.Ordinal
        );

        Assert.Equal(0, (await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out")).ExitCode);
        Assert.Equal(244 + (Objects * 200), File.ReadLines(_work.File("out/connectionlog.ndjson")).Distinct().Count());
        Assert.Equal(244 + (Objects * 200), File.ReadLines(_work.File("out/connectionlog.ndjson")).Count());
    }

    [UnixFact]
    public async Task An_interrupted_read_whose_output_is_not_consumed_ends_within_two_seconds()
    {
        using var process = Inputhost.Start(
            _work.Folder,
            "read",
            "--config",
            "connectionlog.json",
            "--local-s3",
            "buckets"
        );

        // The pipe is full soon after the first record, and the write to it blocks.
        Assert.Equal(1, await process.StandardOutput.BaseStream.ReadAsync(new byte[1]));
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, Terminate));
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(130, process.ExitCode);
    }

    [UnixFact]
    public async Task An_interrupted_read_that_waits_for_S3_ends_within_two_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = Inputhost.Start(
            _work.Folder,
            "dotnet",
            [Path.Combine(Inputhost.Folder, "inputhost.dll"), "read", "--config", "connectionlog.json"],
            ("AWS_ENDPOINT_URL", $"http://{silent.LocalEndpoint}")
        );
        using var asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(process.Id, Terminate));
        var ended = await Inputhost.EndAsync(process);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(130, ended.ExitCode);
    }

    [UnixFact]
    public async Task An_interrupted_check_does_not_mention_checkpoints()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = StartInterruptible(
            ["check", "--config", "connectionlog.json"],
            ("AWS_ENDPOINT_URL", $"http://{silent.LocalEndpoint}")
        );
        using var asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, Kill(process.Id, Interrupt));
        var ended = await Inputhost.EndAsync(process);
        Assert.Equal((130, "inputhost: Interrupted.\n"), (ended.ExitCode, ended.Errors));
        Assert.DoesNotContain("failed", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_with_the_same_state_is_refused()
    {
        using var first = Inputhost.Start(
            _work.Folder,
            "read",
            "--config",
            "connectionlog.json",
            "--local-s3",
            "buckets",
            "--state",
            "s.db",
            "--out",
            "out",
            "--follow",
            "60"
        );
        try
        {
            await UntilAsync(() => File.Exists(_work.File("out/connectionlog.ndjson")), first);
            var second = await _work.ReadAsync("connectionlog.json", "--state", "s.db", "--out", "out");
            Assert.Equal(2, second.ExitCode);
            Assert.Contains("s.db is in use by another process", second.Errors, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            await first.WaitForExitAsync();
        }
    }

    /// <summary>
    /// If a shell starts the tests in the background, the tests and their child processes ignore the signal.
    /// </summary>
    private Process StartInterruptible(string[] arguments, params (string Name, string Value)[] environment)
    {
        string[] command = ["dotnet", Path.Combine(Inputhost.Folder, "inputhost.dll"), .. arguments];
        return OperatingSystem.IsLinux()
            ? Inputhost.Start(_work.Folder, "env", ["--default-signal=INT", .. command], environment)
            : Inputhost.Start(_work.Folder, command[0], command[1..], environment);
    }

    private const int Interrupt = 2;
    private const int Terminate = 15;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static async Task UntilAsync(Func<bool> condition, Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Assert.False(process.HasExited, "the process ended early");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }
}
