using System.CommandLine;
using InputHost.Plugins;
using InputHost.Verify;

namespace InputHost.Commands;

/// <summary><c>inputhost list</c> lists the plugins, and <c>inputhost spec</c> prints the manifest of one.</summary>
internal static class PluginCommands
{
    public static Command CreateList()
    {
        var command = new Command("list", "Lists the available inputs, and the refused plugins with the reasons.");
        command.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        return command;
    }

    public static Command CreateSpec()
    {
        var input = new Option<string?>("--input")
        {
            Description = "The id of the input. Optional if there is only one.",
            HelpName = "ID",
        };
        var command = new Command(
            "spec",
            "Prints the manifest of an input, with the schemas of its settings, secrets and log types."
        )
        {
            input,
        };
        command.SetAction(result => Spec(result.GetValue(input)));
        return command;
    }

    private static async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        // Loads the code of each plugin, so that errors in it are reported now and not when a read starts.
        var catalog = await PluginCatalog
            .Open(PluginCatalog.DefaultFolder)
            .TryAllAsync(PluginProbe.LoadAsync, cancellationToken);
        foreach (var plugin in catalog.Plugins)
        {
            string?[] columns =
            [
                plugin.Manifest.Id,
                plugin.Manifest.Version,
                plugin.Manifest.Name,
                plugin.Manifest.Category,
                plugin.Manifest.SyncMode,
                plugin.Manifest.DocumentationUrl,
                FormatsOf(plugin),
            ];
            Console.WriteLine(
                Terminal.StripControlCharacters(string.Join("  ", columns.Where(column => column is not null)))
            );
        }

        foreach (var plugin in catalog.Refused)
        {
            Console.Error.WriteLine(Terminal.StripControlCharacters($"refused: {plugin.Folder}: {plugin.Reason}."));
        }

        if (catalog.Plugins.Count + catalog.Refused.Count == 0)
        {
            Console.Error.WriteLine($"No plugin was found in {catalog.Folder}.");
        }

        return ExitCode.Done;
    }

    /// <summary>Null for a plugin that has only the native format.</summary>
    private static string? FormatsOf(Plugin plugin) =>
        PluginFormats.Of(plugin.Manifest) is { Count: > 1 } formats
            ? $"formats: {string.Join(", ", formats.Select(format => format.Id))}"
            : null;

    private static int Spec(string? id)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(id).ManifestJson);
        return ExitCode.Done;
    }
}
