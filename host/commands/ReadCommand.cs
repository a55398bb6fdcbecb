using System.CommandLine;
using InputHost.Cli;
using InputHost.Config;
using InputHost.Plugins;
using InputHost.Read;
using InputHost.Sinks;
using InputHost.State;
using InputSdk;

namespace InputHost.Commands;

/// <summary><c>inputhost read</c>: creates a run from the options and executes it.</summary>
internal static class ReadCommand
{
    private static readonly ReadOptions Options = new();

    public static Command Create()
    {
        var command = new Command("read", "Reads an input and writes its records as NDJSON.");
        Options.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var file = ConfigFile.Read(result.GetValue(Options.Config)!, Environment.GetEnvironmentVariable);
        var plugin = PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(file.Input);
        var connector = PluginCatalog.Load(plugin);
        await using var server = await LocalS3Command.ServeToConnectorAsync(
            result.GetValue(Options.LocalS3),
            cancellationToken
        );

        var outOption = result.GetValue(Options.Out)!;
        var folder = outOption == "-" ? null : Path.GetFullPath(outOption);
        using var state = result.GetValue(Options.State) is { } path
            ? CheckpointStore.Open(path, plugin.Manifest.Id)
            : null;
        var slot = SlotOf(state, folder, result.GetValue(Options.Full));
        using var sink = OpenSink(result, folder, slot, plugin.Manifest.Id);

        IReadDisplay display =
            !Console.IsErrorRedirected && (folder is not null || Console.IsOutputRedirected)
                ? new ProgressBarDisplay()
                : new LineDisplay(Console.Error);
        var totals = new ReadTotals();
        var host = new ReadHost(TimeProvider.System, result.GetValue(Options.Tenant)!, totals, display);
        var plan = new RunOptions
        {
            Config = file.Config,
            Slot = slot,
            Limit = result.GetValue(Options.Limit),
            Days = result.GetValue(Options.Days),
            Concurrency = result.GetValue(Options.Concurrency),
            Follow = result.GetResult(Options.Follow) is null
                ? null
                : TimeSpan.FromSeconds(result.GetValue(Options.Follow) ?? 60),
            ShowRejects = folder is null && result.GetValue(Options.Rejects) is null,
        };
        return await ReadAsync(
            new ReadRun(connector, sink, plan, host, display, new Random()),
            totals,
            display,
            plan,
            cancellationToken
        );
    }

    private static async Task<int> ReadAsync(
        ReadRun run,
        ReadTotals totals,
        IReadDisplay display,
        RunOptions plan,
        CancellationToken cancellationToken
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        var done = false;
        try
        {
            await display.RunAsync(() => run.RunAsync(cancellationToken));
            done = true;
            return ExitCode.OfRead(totals.NeedsAttention);
        }
        catch (OperationCanceledException e)
        {
            throw new InterruptedException("The next run reads what no stored checkpoint covers.", e);
        }
        finally
        {
            foreach (var remark in totals.Remarks)
            {
                display.WriteLine(remark);
            }

            if (done || totals.Records > 0)
            {
                display.WriteLine(
                    (done ? "" : "Incomplete: ")
                        + totals.Summary(TimeProvider.System.GetElapsedTime(started))
                        + (
                            done && plan is { Slot: null, Limit: null, Days: null }
                                ? " Without --state, the next run reads everything again."
                                : ""
                        )
                );
            }
        }
    }

    private static CheckpointSlot? SlotOf(CheckpointStore? state, string? folder, bool full)
    {
        if (full)
        {
            state!.StartFull(folder);
        }

        return state is null
            ? null
            : new CheckpointSlot(state, full ? CheckpointKind.Full : CheckpointKind.Current, folder);
    }

    private static ISink OpenSink(ParseResult result, string? folder, CheckpointSlot? slot, string connectorId)
    {
        MessageFormat format = result.GetValue(Options.Envelope) ? new EnvelopeFormat(connectorId) : new PlainFormat();
        if (folder is not null)
        {
            return FolderSink.Open(
                folder,
                format,
                slot?.Lengths() ?? new Dictionary<string, long>(),
                name => slot?.Register(name)
            );
        }

        var rejects = result.GetValue(Options.Rejects);
        try
        {
            return new StreamSink(StreamSink.OpenStandardOutput(), format, OpenRejects(rejects));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(
                ErrorKind.Config,
                $"The file {rejects} for rejected lines cannot be written: {e.Message}"
            );
        }
    }

    /// <summary>Unbuffered: the sink has a buffer, and a FileStream would write its own buffer on disposal.</summary>
    private static FileStream? OpenRejects(string? path) =>
        path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
