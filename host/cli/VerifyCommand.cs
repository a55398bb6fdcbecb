using System.CommandLine;
using InputSdk;

namespace InputHost;

/// <summary><c>inputhost verify</c>: holds a plugin against the rules that need no source to read from.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("PLUGIN_DIR") { Description = "The plugin's folder, named by its id." };
        var config = new Option<string?>("--config")
        {
            Description = "A valid configuration, for a plugin whose schema gives none away.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Prints the report as JSON, for programs." };
        var command = new Command(
            "verify",
            "Checks a plugin's folder and holds its connector against the rules that need no source."
        )
        {
            folder,
            config,
            json,
        };
        command.SetAction(
            (result, cancellationToken) =>
                ErrorBoundary.RunAsync(() =>
                    RunAsync(
                        result.GetValue(folder)!,
                        result.GetValue(config),
                        result.GetValue(json),
                        cancellationToken
                    )
                )
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
            // What is wrong with it is said once, and before any code of the plugin runs.
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

    /// <summary>As the host looks at its own plugins: nothing of the folder is loaded here.</summary>
    private static Plugin Inspect(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(path))
        {
            throw new HostException(ExitCode.Usage, $"There is no plugin folder {path}.");
        }

        try
        {
            return PluginCatalog.Inspect(path);
        }
        catch (Exception e) when (e is PluginRefusedException or IOException or UnauthorizedAccessException)
        {
            throw new HostException(ExitCode.Usage, $"refused: {path}: {e.Message}.");
        }
    }

    /// <exception cref="HostException">The file is wrong, or is for another input.</exception>
    public static InputConfig Read(string path, Plugin plugin)
    {
        var file = ConfigFile.Read(path, Environment.GetEnvironmentVariable);
        return file.Input == plugin.Manifest.Id
            ? file.Config
            : throw new HostException(
                ExitCode.Usage,
                $"The configuration file {path} is for the input \"{file.Input}\", the plugin is \"{plugin.Manifest.Id}\"."
            );
    }
}
