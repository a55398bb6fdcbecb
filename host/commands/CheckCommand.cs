using System.CommandLine;
using Common;
using InputHost.Cli;
using InputHost.Config;
using InputHost.Plugins;
using InputSdk;

namespace InputHost.Commands;

/// <summary><c>inputhost check</c>: tests a connection, step by step.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Print the steps as JSON." };
        var (tenant, localS3) = (CommonOptions.Tenant(), CommonOptions.LocalS3());
        var command = new Command(
            "check",
            "Tests the connection of an input step by step. A failed step shows what to change."
        )
        {
            config,
            json,
            tenant,
            localS3,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetValue(config)!,
                    result.GetValue(json),
                    result.GetValue(tenant)!,
                    result.GetValue(localS3),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string configFile,
        bool json,
        string tenant,
        string? localS3,
        CancellationToken cancellationToken
    )
    {
        CheckReport? report = null;
        try
        {
            var file = ConfigFile.Read(configFile, Environment.GetEnvironmentVariable);
            var plugin = PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(file.Input);
            var connector = PluginCatalog.Load(plugin);
            await using var server = await LocalS3Command.ServeToConnectorAsync(localS3, cancellationToken);
            report = new CheckReport(plugin.Manifest.Check);
            await foreach (
                var step in connector.CheckAsync(
                    file.Config,
                    new NullHost(TimeProvider.System, tenant),
                    cancellationToken
                )
            )
            {
                report.Add(step);
                Write(json ? [] : report.LinesOf(step));
            }
        }
        catch (Exception e) when (json && e is (HostException or InputException))
        {
            // Standard output gets a JSON document even if the check fails early. ErrorBoundary reports the error.
            Console.WriteLine((report ?? new CheckReport()).Json(e));
            throw;
        }

        if (json)
        {
            Console.WriteLine(report.Json());
        }
        else
        {
            Write([report.Summary()]);
        }

        return report.ExitCode;
    }

    private static void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(Terminal.StripControlCharacters(line));
        }
    }
}
