using InputSdk.S3.Buffering;
using InputSdk.S3.Store;

namespace InputSdk.S3.Tests;

/// <summary>Counts every call of a store and every read of its bodies. Each of them can fail.</summary>
/// <param name="inner">The store.</param>
/// <param name="before">Called before each of them with its number, starting with 1. It throws to make the call
/// fail.</param>
internal sealed class CountingStore(IObjectStore inner, Action<int> before) : IObjectStore
{
    public int Calls { get; private set; }

    public int Requests => Calls;

    public DateTimeOffset Clock => inner.Clock;

    public Task<Probe> ProbeAsync(CancellationToken cancellationToken)
    {
        before(++Calls);
        return inner.ProbeAsync(cancellationToken);
    }

    public Task<ListPage> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        before(++Calls);
        return inner.ListAsync(request, cancellationToken);
    }

    public async Task<Stream> GetAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        before(++Calls);
        return new WatchedBody(this, await inner.GetAsync(version, cancellationToken));
    }

    public void Dispose() => inner.Dispose();

    private sealed class WatchedBody(CountingStore store, Stream body) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            store.Fail();
            return body.ReadAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private void Fail() => before(++Calls);
}
