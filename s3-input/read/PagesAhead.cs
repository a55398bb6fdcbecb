using System.Runtime.ExceptionServices;

namespace InputSdk.S3;

/// <summary>Lists the next pages while the objects of those before are read.</summary>
internal sealed class PagesAhead : IAsyncDisposable
{
    private readonly Lock _access = new();
    private readonly Queue<WalkedPage> _pages = new();
    private readonly Signal _changed;
    private readonly Signal _taken;
    private readonly CancellationTokenSource _stop;
    private readonly Task _listing;
    private ExceptionDispatchInfo? _fault;
    private bool _isListed;

    /// <param name="pages">The pages.</param>
    /// <param name="most">The most that wait.</param>
    /// <param name="changed">Set when a page came, or none comes any more.</param>
    /// <param name="post">Does something on another thread.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public PagesAhead(
        Func<CancellationToken, IAsyncEnumerable<WalkedPage>> pages, int most, Signal changed, Action<Action> post, CancellationToken cancellationToken)
    {
        (_changed, _taken) = (changed, new Signal(post));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _listing = ListAsync(pages(_stop.Token), most);
    }

    /// <summary>No page is left and none comes.</summary>
    public bool IsDone
    {
        get
        {
            lock (_access)
            {
                return _isListed && _pages.Count == 0;
            }
        }
    }

    /// <summary>Takes the next page if it is there.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WalkedPage? page)
    {
        lock (_access)
        {
            _pages.TryDequeue(out page);
        }

        if (page is null)
        {
            return false;
        }

        _taken.Set();
        return true;
    }

    /// <summary>Throws what the listing ended with, if it did not come to its end.</summary>
    public void ThrowIfFailed() => _fault?.Throw();

    public async ValueTask DisposeAsync()
    {
        Stop();
        _taken.Set();
        await _listing;
        _stop.Dispose();
    }

    /// <summary>On this thread: <see cref="CancellationTokenSource.CancelAsync"/> would take another one.</summary>
    private void Stop() => _stop.Cancel();

    private async Task ListAsync(IAsyncEnumerable<WalkedPage> pages, int most)
    {
        try
        {
            await foreach (var page in pages)
            {
                lock (_access)
                {
                    _pages.Enqueue(page);
                }

                _changed.Set();
                await RoomAsync(most);
            }
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
        }

        lock (_access)
        {
            _isListed = true;
        }

        _changed.Set();
    }

    private async Task RoomAsync(int most)
    {
        while (true)
        {
            lock (_access)
            {
                if (_pages.Count < most)
                {
                    return;
                }
            }

            await _taken.WaitAsync();
            _stop.Token.ThrowIfCancellationRequested();
        }
    }
}
