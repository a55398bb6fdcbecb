using System.CommandLine;
using System.Globalization;
using System.Text;
using InputHost.Cli;
using InputHost.Config;
using InputHost.Health;
using InputHost.Plugins;
using InputHost.Read;

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

    /// <summary>In a JSON log, the error that ends the run is also a JSON object.</summary>
    private static Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(Options.Log) != LogFormat.Json)
        {
            return RunAsync(result, log: null, cancellationToken);
        }

        var log = new JsonDisplay(Console.Error, TimeProvider.System);
        return ErrorBoundary.RunAsync(() => RunAsync(result, log, cancellationToken), log.WriteError);
    }

    private static async Task<int> RunAsync(ParseResult result, JsonDisplay? log, CancellationToken cancellationToken)
    {
        var file = ConfigFile.Read(result.GetValue(Options.Config)!, Environment.GetEnvironmentVariable);
        var plugin = PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(file.Input);
        var format = PluginFormats.Find(plugin.Manifest, result.GetValue(Options.Format));
        var connector = PluginCatalog.Load(plugin);
        await using var server = await LocalS3Command.ServeToConnectorAsync(
            result.GetValue(Options.LocalS3),
            cancellationToken
        );

        using var output = ReadOutput.Open(result, Options, plugin.Manifest, format);
        var (slot, folder) = (output.Slot, output.Folder);
        var plan = new RunOptions
        {
            Config = file.Config,
            Slot = slot,
            Limit = result.GetValue(Options.Limit),
            Days = result.GetValue(Options.Days),
            Concurrency = result.GetValue(Options.Concurrency),
            Format = format,
            Follow = result.GetResult(Options.Follow) is null
                ? null
                : TimeSpan.FromSeconds(result.GetValue(Options.Follow) ?? 60),
            ShowRejects = result.GetValue(Options.Out) == "-" && result.GetValue(Options.Rejects) is null,
        };
        var totals = new ReadTotals();
        using var service = ServiceNotifier.FromEnvironment(Environment.GetEnvironmentVariable);
        var health = new RunHealth(plugin.Manifest.Id, TimeProvider.System);
        var lines = log ?? Display(result, plan);
        var display = new MonitoredDisplay(lines, health, totals, service, TimeProvider.System)
        {
            File = result.GetValue(Options.Health) is { } healthFile ? new HealthFile(healthFile) : null,
            WritesNews = plan.Follow is not null && lines is not ProgressBarDisplay,
        };
        await using var metrics = await MetricsOption.ServeAsync(
            result.GetValue(Options.Metrics),
            health,
            cancellationToken
        );
        if (display.WritesNews)
        {
            display.WriteLine(StartLine(plugin, plan, result));
        }

        var host = new ReadHost(TimeProvider.System, result.GetValue(Options.Tenant)!, totals, display);
        var report = new RunReport(plugin.Manifest, file.Config, totals, health.Started)
        {
            Format = format,
            Folder = folder,
            Lengths = slot is null ? null : slot.Lengths,
        };
        var run = new ReadRun(connector, output.Sink, plan, host, display, new Random());
        var exitCode = await ReportedAsync(
            () => ReadAsync(run, totals, display, plan, cancellationToken),
            report,
            result.GetValue(Options.Report),
            display
        );
        if (result.GetValue(Options.Full) && folder is not null)
        {
            display.WriteLine(
                $"The full read is complete. The records are in {folder}: specify this folder with --out from now on. "
                    + "The previous folder is no longer updated."
            );
        }

        return exitCode;
    }

    /// <summary>A progress bar in a terminal, otherwise lines.</summary>
    private static IReadDisplay Display(ParseResult result, RunOptions plan)
    {
        var usesTerminal =
            !Console.IsErrorRedirected && (result.GetValue(Options.Out) != "-" || Console.IsOutputRedirected);
        if (usesTerminal && result.GetValue(Options.Log) is null)
        {
            return new ProgressBarDisplay();
        }

        // The journal of systemd adds a time to each line.
        var hasTimes = plan.Follow is not null && Environment.GetEnvironmentVariable("JOURNAL_STREAM") is null;
        return new LineDisplay(Console.Error, hasTimes ? TimeProvider.System : null);
    }

    private static LogLine StartLine(Plugin plugin, RunOptions plan, ParseResult result)
    {
        var (state, output) = (result.GetValue(Options.State), result.GetValue(Options.Out));
        var stored = plan.Slot?.Load() is null ? null : plan.Slot?.Totals();
        return new LogLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Reading {plugin.Manifest.Id} {plugin.Manifest.Version} every {plan.Follow?.TotalSeconds} s "
            )
                + (plan.Format is null ? "" : $"in the format {plan.Format} ")
                + $"with the settings {Encoding.UTF8.GetString(plan.Config.Settings.Span)}. Records are written to "
                + $"{Name(output!)}. "
                + (
                    state is null ? "Without --state, everything is read."
                    : stored is { } totals
                        ? $"The checkpoint in {state} covers {Plural.Count(totals.Records, "record")} from "
                            + $"{Plural.Count(totals.Objects, "object")}."
                    : (DatabasePlace.Is(state) ? "The database" : $"The state file {state}")
                        + " contains no checkpoint: everything is read."
                ),
            "run.started"
        );
    }

    private static string Name(string output) =>
        output == "-" ? "standard output"
        : DatabasePlace.Is(output) ? "the database"
        : Path.GetFullPath(output);

    /// <summary>The report is also written before the read, so that an unusable path is found early.</summary>
    private static async Task<int> ReportedAsync(
        Func<Task<int>> read,
        RunReport report,
        string? path,
        IReadDisplay display
    )
    {
        if (path is null)
        {
            return await read();
        }

        report.Write(path, ended: null, error: null);
        try
        {
            var exitCode = await read();
            report.Write(path, TimeProvider.System.GetUtcNow(), error: null);
            return exitCode;
        }
        catch (Exception error)
        {
            try
            {
                report.Write(path, TimeProvider.System.GetUtcNow(), error);
            }
            catch (HostException e)
            {
                display.WriteLine(new LogLine(e.Message, IsWarning: true));
            }

            throw;
        }
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
                    (done || plan.Follow is not null ? "" : "Incomplete: ")
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
}
