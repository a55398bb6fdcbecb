namespace InputSdk;

/// <summary>
/// The configuration of one input. Settings can be shown, logged and compared; secrets must not be.
/// Therefore they are never in the same object.
/// </summary>
public sealed record InputConfig
{
    /// <summary>A UTF-8 JSON object that conforms to the manifest's <c>settings</c> schema.</summary>
    public required ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>A UTF-8 JSON object that conforms to the manifest's <c>secrets</c> schema; can be empty.</summary>
    public required ReadOnlyMemory<byte> Secrets { get; init; }

    /// <summary>The name of the type only, so that no part is logged by accident.</summary>
    public override string ToString() => nameof(InputConfig);
}
