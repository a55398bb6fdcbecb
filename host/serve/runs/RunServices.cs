using InputHost.Serve.Inputs;

namespace InputHost.Serve.Runs;

/// <summary>The services that all inputs share.</summary>
internal sealed class RunServices
{
    public required DataFolder Data { get; init; }

    public required InputStore Store { get; init; }

    public required SecretProtector Secrets { get; init; }

    public required ConnectorCache Connectors { get; init; }

    public required RunTelemetry Telemetry { get; init; }

    /// <summary>Limits runs.</summary>
    public required ConcurrencyLimit Slots { get; init; }

    /// <summary>Limits connection tests and previews.</summary>
    public required ConcurrencyLimit Tries { get; init; }

    /// <summary>Limits open pages.</summary>
    public required ConcurrencyLimit Viewers { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The customer whose inputs are read; <c>""</c> if there is only one.</summary>
    public required string Tenant { get; init; }

    /// <summary>Whether the program is ending: runs that it stops resume at the next start.</summary>
    public bool IsEnding { get; set; }
}
