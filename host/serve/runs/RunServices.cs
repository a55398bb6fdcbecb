namespace InputHost.Serve;

/// <summary>What runs work with.</summary>
internal sealed class RunServices
{
    public required DataFolder Data { get; init; }

    public required InputStore Store { get; init; }

    public required SecretProtector Secrets { get; init; }

    public required ConnectorCache Connectors { get; init; }

    public required RunTelemetry Telemetry { get; init; }

    public required ConcurrencyLimit Slots { get; init; }

    /// <summary>Of tests and previews.</summary>
    public required ConcurrencyLimit Tries { get; init; }

    /// <summary>Of pages that are looked at.</summary>
    public required ConcurrencyLimit Viewers { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The customer that inputs are read for; <c>""</c> when there is only one.</summary>
    public required string Tenant { get; init; }

    /// <summary>The program ends: runs that end now were interrupted, and go on at the next start.</summary>
    public bool IsEnding { get; set; }
}

/// <summary>How many there are of something at once, so that memory is bounded however many are wanted.</summary>
internal sealed class ConcurrencyLimit(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    public int Free => _free.CurrentCount;

    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
