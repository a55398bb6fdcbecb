namespace InputSdk;

/// <summary>
/// The configuration of one input. Settings may be shown, logged and compared; secrets may not. That
/// is why they never share an object.
/// </summary>
public sealed record InputConfig
{
    /// <summary>A UTF-8 JSON object of the manifest's <c>settings</c> schema.</summary>
    public required ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>A UTF-8 JSON object of the manifest's <c>secrets</c> schema; <c>{}</c> when there are none.</summary>
    public required ReadOnlyMemory<byte> Secrets { get; init; }

    /// <summary>Names the type only: neither part belongs into a log by accident.</summary>
    public override string ToString() => nameof(InputConfig);
}
