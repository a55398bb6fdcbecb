namespace InputHost.Serve.Runs;

/// <summary>Limits concurrent operations, so that their memory is bounded.</summary>
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
