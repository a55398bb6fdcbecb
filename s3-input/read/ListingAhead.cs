using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using InputSdk.S3.Listing;
using InputSdk.S3.Read.Capacity;

namespace InputSdk.S3.Read;

/// <summary>
/// Lists pages ahead while objects are read: several segments at once, in key order. Pages are taken in key order.
/// </summary>
internal sealed class ListingAhead : IAsyncDisposable
{
    private readonly Lock _access = new();
    private readonly LinkedList<Part> _parts = [];
    private readonly Func<Segment, CancellationToken, Task<FilteredPage>> _list;
    private readonly Action<Action> _post;
    private readonly Signal _changed;
    private readonly Signal _ended;
    private readonly CancellationTokenSource _stop;
    private int _running;
    private int _waiting;

    /// <param name="segments">The segments to list, in key order.</param>
    /// <param name="list">Lists the first page of a segment.</param>
    /// <param name="changed">Set when a page was listed, or the listing ended.</param>
    /// <param name="post">Runs an action on another thread.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public ListingAhead(
        IEnumerable<Segment> segments,
        Func<Segment, CancellationToken, Task<FilteredPage>> list,
        Signal changed,
        Action<Action> post,
        CancellationToken cancellationToken
    )
    {
        (_list, _changed, _ended, _post) = (list, changed, new Signal(post), post);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        foreach (var segment in segments)
        {
            _parts.AddLast(new Part(segment));
        }

        ListMore();
    }

    /// <summary>All pages were taken, or the listing failed at the next page.</summary>
    public bool IsDone
    {
        get
        {
            lock (_access)
            {
                return _parts.First is null or { Value.Fault: not null };
            }
        }
    }

    /// <summary>Takes the next page if it is listed.</summary>
    public bool TryTake([NotNullWhen(true)] out FilteredPage? page)
    {
        lock (_access)
        {
            page = _parts.First?.Value.Page;
            if (page is null)
            {
                return false;
            }

            _parts.RemoveFirst();
            _waiting -= page.Wanted;
        }

        ListMore();
        return true;
    }

    /// <summary>Waits for the next page and takes it.</summary>
    /// <returns>The page; null if there are no more pages.</returns>
    /// <exception cref="InputException">The listing failed.</exception>
    public async Task<FilteredPage?> TakeAsync()
    {
        FilteredPage? page;
        while (!TryTake(out page) && !IsDone)
        {
            await _changed.WaitAsync();
        }

        if (page is null)
        {
            ThrowIfFailed();
        }

        return page;
    }

    /// <summary>Throws the error of the listing, if it failed and every page before the error was taken.</summary>
    public void ThrowIfFailed()
    {
        ExceptionDispatchInfo? fault;
        lock (_access)
        {
            fault = _parts.First?.Value.Fault;
        }

        fault?.Throw();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        while (IsRunning())
        {
            await _ended.WaitAsync();
        }

        _stop.Dispose();
    }

    /// <summary>Cancels on this thread; <see cref="CancellationTokenSource.CancelAsync"/> uses another one.</summary>
    private void Stop() => _stop.Cancel();

    private bool IsRunning()
    {
        lock (_access)
        {
            return _running > 0;
        }
    }

    private void ListMore()
    {
        while (NextToList() is { } part)
        {
            _post(() => _ = ListAsync(part));
        }
    }

    /// <summary>The first part that is not listed yet, if it can be listed now.</summary>
    private LinkedListNode<Part>? NextToList()
    {
        lock (_access)
        {
            var next = _parts.First;
            while (next is { Value: { IsStarted: true, Fault: null } })
            {
                next = next.Next;
            }

            // The page that is taken next never waits for later pages.
            var canList = next == _parts.First || (_running < Limits.ListRequests && _waiting < Limits.ObjectsAhead);
            if (next is not { Value.Fault: null } || !canList || _stop.IsCancellationRequested)
            {
                return null;
            }

            next.Value.IsStarted = true;
            _running++;
            return next;
        }
    }

    private async Task ListAsync(LinkedListNode<Part> part)
    {
        FilteredPage? page = null;
        ExceptionDispatchInfo? fault = null;
        try
        {
            page = await _list(part.Value.Segment, _stop.Token);
        }
        catch (Exception e)
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        lock (_access)
        {
            _running--;
            part.Value.Fault = fault;
            if (page is not null)
            {
                Put(part, page);
            }
        }

        ListMore();
        _changed.Set();
        _ended.Set();
    }

    private void Put(LinkedListNode<Part> part, FilteredPage page)
    {
        foreach (var segment in page.Rest.Reverse())
        {
            _parts.AddAfter(part, new Part(segment));
        }

        // Pages without objects to read are merged, so that they take no space, regardless of their number.
        if (page.Wanted == 0 && part.Previous is { Value.Page: { } before })
        {
            part.Previous.Value.Page = before.With(page);
            _parts.Remove(part);
            return;
        }

        part.Value.Page = page;
        _waiting += page.Wanted;
    }

    private sealed class Part(Segment segment)
    {
        public Segment Segment => segment;

        public bool IsStarted { get; set; }

        public FilteredPage? Page { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }
    }
}
