using System.Text.Json;
using InputHost.Plugins;

namespace InputHost.Serve.Api;

/// <summary>A connector with the schema of its configuration.</summary>
internal sealed record ConnectorView(
    string Id,
    string Name,
    string Version,
    string? Category,
    string? SyncMode,
    string? DocumentationUrl,
    JsonElement Description,
    JsonElement Config,
    JsonElement Check,
    JsonElement LogTypes,
    IReadOnlyList<FormatView> Formats
)
{
    public static ConnectorView Of(Plugin plugin) =>
        new(
            plugin.Manifest.Id,
            plugin.Manifest.Name,
            plugin.Manifest.Version,
            plugin.Manifest.Category,
            plugin.Manifest.SyncMode,
            plugin.Manifest.DocumentationUrl,
            plugin.Manifest.Description,
            plugin.Manifest.Config,
            plugin.Manifest.Check,
            plugin.Manifest.LogTypes,
            [
                .. PluginFormats
                    .Of(plugin.Manifest)
                    .Select(format => new FormatView(format.Id, format.Title, format.Description)),
            ]
        );
}

/// <summary>A format of the records of a connector.</summary>
internal sealed record FormatView(string Id, string Title, string Description);
