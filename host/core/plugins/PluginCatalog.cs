using InputSdk;

namespace InputHost.Plugins;

/// <summary>A plugin whose files are valid. Its code is not loaded yet.</summary>
internal sealed record Plugin(PluginManifest Manifest, byte[] ManifestJson, string Folder);

/// <summary>A folder that this host cannot use as a plugin.</summary>
internal sealed record RefusedPlugin(string Folder, string Reason);

/// <summary>The plugins in <c>plugins/&lt;id&gt;/</c>.</summary>
internal sealed class PluginCatalog
{
    private const string ManifestFile = "manifest.json";

    private PluginCatalog(string folder, IReadOnlyList<Plugin> plugins, IReadOnlyList<RefusedPlugin> refused)
    {
        Folder = folder;
        Plugins = plugins;
        Refused = refused;
    }

    public string Folder { get; }

    public IReadOnlyList<Plugin> Plugins { get; }

    public IReadOnlyList<RefusedPlugin> Refused { get; }

    /// <summary>The folder next to the program, or the one that <c>INPUTHOST_PLUGINS</c> names.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("INPUTHOST_PLUGINS") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "plugins");

    public static PluginCatalog Open(string folder)
    {
        var (plugins, refused) = (new List<Plugin>(), new List<RefusedPlugin>());
        foreach (
            var path in Directory.Exists(folder)
                ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
                : Enumerable.Empty<string>()
        )
        {
            try
            {
                plugins.Add(Inspect(path));
            }
            catch (Exception e) when (e is PluginRefusedException or IOException or UnauthorizedAccessException)
            {
                refused.Add(
                    new RefusedPlugin(
                        path,
                        e is PluginRefusedException ? e.Message : $"its files cannot be read ({e.GetType().Name})"
                    )
                );
            }
        }

        return new PluginCatalog(folder, plugins, refused);
    }

    /// <summary>The plugin with the id, or the only plugin if no id is specified.</summary>
    public Plugin Find(string? id)
    {
        var found = id is null
            ? (Plugins.Count == 1 ? Plugins[0] : null)
            : Plugins.FirstOrDefault(plugin => plugin.Manifest.Id == id);
        if (found is not null)
        {
            return found;
        }

        var wanted = id is null ? "Specify which input to use." : $"There is no input \"{id}\".";
        var known =
            Plugins.Count == 0
                ? $"No plugin was found in {Folder}."
                : $"Found: {string.Join(", ", Plugins.Select(plugin => plugin.Manifest.Id))}.";
        var refusal = Refused.FirstOrDefault(plugin => Path.GetFileName(plugin.Folder) == id);
        throw new HostException(
            ErrorKind.Config,
            $"{wanted} {(refusal is null ? known : $"It was refused: {refusal.Reason}.")}"
        );
    }

    /// <summary>
    /// The catalog after each plugin was tried: plugins whose code cannot be used are refused too.
    /// </summary>
    /// <param name="tried">Tries one plugin and returns why its code cannot be used; null when it can.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<PluginCatalog> TryAllAsync(
        Func<Plugin, CancellationToken, Task<string?>> tried,
        CancellationToken cancellationToken
    )
    {
        var (plugins, refused) = (new List<Plugin>(), Refused.ToList());
        foreach (var plugin in Plugins)
        {
            if (await tried(plugin, cancellationToken) is { } reason)
            {
                refused.Add(new RefusedPlugin(plugin.Folder, reason));
            }
            else
            {
                plugins.Add(plugin);
            }
        }

        return new PluginCatalog(Folder, plugins, refused);
    }

    /// <summary>Loads the code of one plugin.</summary>
    public static IInputConnector Load(Plugin plugin)
    {
        try
        {
            return PluginLoader.Load(plugin);
        }
        catch (PluginRefusedException e)
        {
            throw new HostException(
                ErrorKind.Internal,
                $"The input \"{plugin.Manifest.Id}\" cannot be used: {e.Message}."
            );
        }
    }

    /// <exception cref="PluginRefusedException">The folder is not a plugin that this host can use.</exception>
    public static Plugin Inspect(string folder)
    {
        var json = PluginFiles.Read(folder, ManifestFile);
        var manifest = PluginManifest.Read(json, Path.GetFileName(folder));
        PluginFiles.Verify(folder);
        return File.Exists(Path.Combine(folder, manifest.Entry.Assembly))
            ? new Plugin(manifest, json, Path.GetFullPath(folder))
            : throw new PluginRefusedException($"its entry assembly {manifest.Entry.Assembly} is missing");
    }
}
