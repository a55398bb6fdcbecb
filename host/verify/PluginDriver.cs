using InputHost.Plugins;
using InputSdk;
using InputSdk.Conformance;

namespace InputHost.Verify;

/// <summary>Drives a loaded plugin. Its source is not available here.</summary>
internal sealed class PluginDriver(Plugin plugin, IInputConnector loaded, InputConfig? given) : ConnectorDriver
{
    private InputConfig? _config = given;

    public override ReadOnlyMemory<byte> ShippedManifest => plugin.ManifestJson;

    public override string? PluginFolder => plugin.Folder;

    public override bool HasWorld => false;

    /// <exception cref="RuleSkippedException">None was specified, and none can be derived.</exception>
    public override InputConfig ValidConfig =>
        _config ??=
            SampleConfig.Of(plugin.ManifestJson)
            ?? throw new RuleSkippedException(
                "no valid configuration can be derived from the schema; specify one with --config FILE"
            );

    /// <summary>Uses the loaded code. A new load context for each instance would create different types.</summary>
    public override IInputConnector Create() => (IInputConnector)Activator.CreateInstance(loaded.GetType())!;
}
