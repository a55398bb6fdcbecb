namespace InputHost.Plugins;

/// <summary>A plugin cannot be used. Other plugins are not affected.</summary>
internal sealed class PluginRefusedException(string reason) : Exception(reason);
