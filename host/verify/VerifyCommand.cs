using System.CommandLine;
using InputHost.Config;
using InputHost.Plugins;
using InputSdk;

namespace InputHost.Verify;

/// <summary><c>inputhost verify</c>: tests a plugin against the rules that need no source to read from.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("PLUGIN_DIR") { Description = "The folder of the plugin, named by its id." };
        var config = new Option<string?>("--config")
        {
            Description = "A valid configuration, if none can be derived from the plugin's schema.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "verify",
            "Checks the folder of a plugin, and tests its connector against the rules that need no source."
        )
        {
            folder,
            config,
            json,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(result.GetValue(folder)!, result.GetValue(config), result.GetValue(json), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string folder,
        string? config,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var plugin = Inspect(folder);
        if (config is not null)
        {
            // Errors in the file are reported once, before any code of the plugin runs.
            Read(config, plugin);
        }

        var report = await PluginProbe.VerifyAsync(plugin, config, cancellationToken);
        if (json)
        {
            Console.WriteLine(report.Json());
        }
        else
        {
            report.Lines().ForEach(line => Console.WriteLine(Terminal.StripControlCharacters(line)));
        }

        return report.Count(Verdict.Broken) == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    /// <summary>The checks that the host makes on its own plugins. No code in the folder is loaded.</summary>
    private static Plugin Inspect(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(path))
        {
            throw new HostException(ErrorKind.Config, $"There is no plugin folder {path}.");
        }

        try
        {
            return PluginCatalog.Inspect(path);
        }
        catch (Exception e) when (e is PluginRefusedException or IOException or UnauthorizedAccessException)
        {
            throw new HostException(ErrorKind.Config, $"refused: {path}: {e.Message}.");
        }
    }

    /// <exception cref="HostException">The file is not valid, or is for another input.</exception>
    public static InputConfig Read(string path, Plugin plugin)
    {
        var file = ConfigFile.Read(path, Environment.GetEnvironmentVariable);
        return file.Input == plugin.Manifest.Id
            ? file.Config
            : throw new HostException(
                ErrorKind.Config,
                $"The configuration file {path} is for the input \"{file.Input}\", but the plugin is "
                    + $"\"{plugin.Manifest.Id}\"."
            );
    }
}
