using System.CommandLine;

namespace InputHost;

/// <summary><c>inputhost list</c> and <c>inputhost spec</c>: what plugins there are, and what they say of themselves.</summary>
internal static class PluginCommands
{
    public static Command CreateList()
    {
        var command = new Command("list", "Shows the inputs found, and those refused with the reason.");
        command.SetAction((_, cancellationToken) => ErrorBoundary.RunAsync(() => ListAsync(cancellationToken)));
        return command;
    }

    public static Command CreateSpec()
    {
        var input = new Option<string?>("--input")
        {
            Description = "The id of the input; may be left out when there is only one.",
            HelpName = "ID",
        };
        var command = new Command(
            "spec",
            "Prints an input's manifest, with the schemas of its settings, secrets and log types."
        )
        {
            input,
        };
        command.SetAction(result => ErrorBoundary.Run(() => Spec(result.GetValue(input))));
        return command;
    }

    private static async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        // What only shows when the code is loaded is said here, not in the night when a read starts.
        var catalog = await PluginCatalog
            .Open(PluginCatalog.DefaultFolder)
            .TryAllAsync(PluginProbe.LoadAsync, cancellationToken);
        foreach (var plugin in catalog.Plugins)
        {
            Console.WriteLine($"{plugin.Manifest.Id}  {plugin.Manifest.Version}  {plugin.Manifest.Name}");
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

    private static int Spec(string? id)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(PluginCatalog.Open(PluginCatalog.DefaultFolder).Find(id).ManifestJson);
        return ExitCode.Done;
    }
}
