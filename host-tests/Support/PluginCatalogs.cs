using InputHost.Plugins;

namespace InputHost.Tests;

/// <summary>Catalogs whose plugins are loaded into this process, which no other code uses.</summary>
internal static class PluginCatalogs
{
    public static PluginCatalog LoadAll(this PluginCatalog catalog) =>
        catalog
            .TryAllAsync((plugin, _) => Task.FromResult(Load(plugin)), CancellationToken.None)
            .GetAwaiter()
            .GetResult();

    private static string? Load(Plugin plugin)
    {
        try
        {
            PluginLoader.Load(plugin);
            return null;
        }
        catch (PluginRefusedException e)
        {
            return e.Message;
        }
    }
}
