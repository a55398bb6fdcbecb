using System.Collections.Concurrent;
using InputHost.Plugins;
using InputSdk;

namespace InputHost.Serve.Runs;

/// <summary>The connectors of the catalog. Each is loaded once.</summary>
internal sealed class ConnectorCache(PluginCatalog catalog)
{
    private readonly ConcurrentDictionary<string, Lazy<IInputConnector>> _loaded = new(StringComparer.Ordinal);

    public IReadOnlyList<Plugin> Plugins => catalog.Plugins;

    public IReadOnlyList<RefusedPlugin> Refused => catalog.Refused;

    public Plugin? Find(string id) => catalog.Plugins.FirstOrDefault(plugin => plugin.Manifest.Id == id);

    /// <summary>The format to request from a connector; null for the native format.</summary>
    /// <exception cref="HostException">The connector does not exist, or does not have the format.</exception>
    public string? FormatOf(string id, string? format) => PluginFormats.Find(catalog.Find(id).Manifest, format);

    /// <exception cref="HostException">The connector does not exist, or its code cannot be used.</exception>
    public IInputConnector Load(string id) =>
        _loaded.GetOrAdd(id, _ => new Lazy<IInputConnector>(() => PluginCatalog.Load(catalog.Find(id)))).Value;
}
