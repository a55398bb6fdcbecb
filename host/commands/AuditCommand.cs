using System.CommandLine;
using InputHost.Audit;
using InputHost.Cli;
using InputHost.Config;
using InputHost.Plugins;
using InputHost.Read;
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
        using var source = new SourceInventory(plugin.Manifest.Id, folder?.HasIds == true);
        var display = new WarningList(
            Console.IsErrorRedirected ? new LineDisplay(Console.Error) : new ProgressBarDisplay()
        );
        var plan = new RunOptions
        {
            Config = file.Config,
            Days = result.GetValue(Days),
            Concurrency = result.GetValue(Concurrency),
        };
        var host = new ReadHost(TimeProvider.System, result.GetValue(Tenant)!, new ReadTotals(), display);
        await display.RunAsync(() =>
            new ReadRun(connector, source, plan, host, display, new Random()).RunAsync(cancellationToken)
        );

        var output = folder is null ? null : AuditedOutput.Compare(folder, source);
        var report = AuditReport.Of(plan.Days!.Value, source.Objects, display.Warnings, output);
        if (result.GetValue(Json))
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

        return ExitCode.OfRead(report.NeedsAttention);
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
