using System.CommandLine;
using InputHost.Audit;
using InputHost.Cli;
using InputHost.Config;
using InputHost.Plugins;
using InputHost.Read;
using InputHost.Sinks;
using InputSdk;

namespace InputHost.Commands;

/// <summary><c>inputhost audit</c>: compares what the source contains with what was written.</summary>
internal static class AuditCommand
{
    private static readonly Option<string> Configuration = CommonOptions.Config();
    private static readonly Option<DayRange?> Days = RequiredDays();
    private static readonly Option<string?> Out = new("--out")
    {
        Description =
            "The output folder of read --out, which is compared with the source. It is only read. Without this option, "
            + "only the contents of the source are reported.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };
    private static readonly Option<int?> Concurrency = CommonOptions.Concurrency();
    private static readonly Option<string> Tenant = CommonOptions.Tenant();
    private static readonly Option<string?> LocalS3 = CommonOptions.LocalS3();

    public static Command Create()
    {
        var command = new Command(
            "audit",
            "Compares the objects of some days with an output folder, and names what is missing."
        )
        {
            Configuration,
            Days,
            Out,
            Json,
            Concurrency,
            Tenant,
            LocalS3,
        };
        command.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var file = ConfigFile.Read(result.GetValue(Configuration)!, Environment.GetEnvironmentVariable);
        var plugin = PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(file.Input);
        var connector = PluginCatalog.Load(plugin);
        var folder = result.GetValue(Out) is { } path ? OutputFolder.Open(path) : null;
        await using var server = await LocalS3Command.ServeToConnectorAsync(
            result.GetValue(LocalS3),
            cancellationToken
        );
        var plan = new RunOptions
        {
            Config = file.Config,
            Days = result.GetValue(Days),
            Concurrency = result.GetValue(Concurrency),
        };
        IReadOnlyList<string> warnings = [];
        var (objects, output) = await CompareAsync(plugin.Manifest, folder, ReadAsync);
        var report = AuditReport.Of(plan.Days!.Value, objects, warnings, output);
        Print(report, result.GetValue(Json));
        return ExitCode.OfRead(report.NeedsAttention);

        async Task ReadAsync(string? format, ISink source)
        {
            var display = new WarningList(
                Console.IsErrorRedirected ? new LineDisplay(Console.Error) : new ProgressBarDisplay()
            );
            var host = new ReadHost(TimeProvider.System, result.GetValue(Tenant)!, new ReadTotals(), display);
            var run = new ReadRun(connector, source, plan with { Format = format }, host, display, new Random());
            await display.RunAsync(() => run.RunAsync(cancellationToken));
            warnings = display.Warnings;
        }
    }

    /// <summary>Without a folder, only reads the source.</summary>
    private static async Task<(IReadOnlyList<AuditedObject> Objects, AuditedOutput? Output)> CompareAsync(
        PluginManifest plugin,
        OutputFolder? folder,
        Func<string?, ISink, Task> read
    )
    {
        if (folder is not null)
        {
            var formats = folder.Formats([.. PluginFormats.Of(plugin).Select(format => format.Id)]);
            return await new FormatAudit(plugin.Id, folder, formats, read).RunAsync();
        }

        using var source = new SourceInventory(plugin.Id, byId: false);
        await read(null, source);
        return (source.Objects, null);
    }

    private static void Print(AuditReport report, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(AuditJson.Of(report));
        }
        else
        {
            foreach (var line in AuditText.Lines(report))
            {
                Console.WriteLine(Terminal.StripControlCharacters(line));
            }
        }
    }

    private static Option<DayRange?> RequiredDays()
    {
        var days = DaysOption.Create(
            "The days whose folders are compared, such as 2024-03-01 or 2024-03-01..2024-03-09."
        );
        days.Required = true;
        return days;
    }
}
