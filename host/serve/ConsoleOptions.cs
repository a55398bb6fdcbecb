namespace InputHost.Serve;

/// <summary>The options that the console is started with.</summary>
internal sealed record ConsoleOptions
{
    public required string Url { get; init; }

    /// <summary>The token that all clients must send. Can be null on loopback.</summary>
    public string? Token { get; init; }

    public string Tenant { get; init; } = "";

    public int RunsAtOnce { get; init; } = 16;
}
