using InputSdk;
using InputSdk.Conformance;

namespace InputHost;

/// <summary>Drives a loaded plugin; what it reads from is not to be had here.</summary>
internal sealed class PluginDriver(Plugin plugin, IInputConnector loaded, InputConfig? given) : ConnectorDriver
{
    private InputConfig? _config = given;

    public override ReadOnlyMemory<byte> ShippedManifest => plugin.ManifestJson;

    public override string? PluginFolder => plugin.Folder;

    public override bool HasWorld => false;

    /// <exception cref="RuleSkippedException">Only the author knows one.</exception>
    public override InputConfig ValidConfig =>
        _config ??=
            SampleConfig.Of(plugin.ManifestJson)
            ?? throw new RuleSkippedException(
                "no valid configuration can be told from the schema; give one with --config FILE"
            );

    /// <summary>From the code that is loaded already: a context for each would be another type each time.</summary>
    public override IInputConnector Create() => (IInputConnector)Activator.CreateInstance(loaded.GetType())!;
}
