using InputSdk;
using InputSdk.Conformance;

namespace ExampleInput.Tests;

/// <summary>Runs every conformance rule as a test.</summary>
public sealed class Conformance : ConnectorConformance
{
    protected override ConnectorDriver Driver => new Driver();
}

internal sealed class Driver : ConnectorDriver
{
    public override ReadOnlyMemory<byte> ShippedManifest =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "manifest.json"));

    public override InputConfig ValidConfig => World.ConfigOf("folder");

    public override IInputConnector Create() => new Connector();

    public override SourceWorld NewWorld() => new World();
}
