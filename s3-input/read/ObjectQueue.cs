namespace InputSdk.S3;

/// <summary>
/// The objects of a pass in the order in which they were listed. Each is read ahead of its turn by a worker of its
/// own; <see cref="ReadCapacity"/> decides how many are.
/// </summary>
internal sealed class ObjectQueue : IAsyncDisposable
{
    private readonly Queue<(ListingStep Listed, ObjectInFlight? Read, Task Work)> _queue = new();
    private readonly CancellationTokenSource _stop;
    private readonly WorkerContext _tools;
    private readonly CheckpointTracker? _tracker;
    private readonly Signal _changed;
    private bool _hasBegun;

    /// <param name="context">What the pass works with.</param>
    /// <param name="tracker">Knows how far objects were read before; null for a pass that tracks nothing, and tries archived objects, since they may have been restored.</param>
    /// <param name="changed">Set when something came.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ObjectQueue(
        ReadContext context,
        CheckpointTracker? tracker,
        Signal changed,
        CancellationToken cancellationToken
    )
    {
        (_tracker, _changed) = (tracker, changed);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _tools = new WorkerContext(context, TriesArchived: tracker is null);
    }

    public int Count => _queue.Count;

    /// <summary>As many again as are requested at once may have come and wait, so that a slow one holds back no other.</summary>
    public bool HasRoom => _queue.Count < 2 * _tools.Context.Capacity.Requests.Quota.Most;

    /// <summary>The object whose turn it is.</summary>
    public ObjectInFlight Read => _queue.Peek().Read!;

    /// <summary>What was taken of it.</summary>
    public (Piece Piece, PieceOutput Product) Taken { get; private set; }

    /// <summary>How it ended.</summary>
    public ObjectResult End { get; private set; } = new();

    public void Add(ListingStep listed)
    {
        if (listed.Version is not { } version)
        {
            _queue.Enqueue((listed, null, Task.CompletedTask));
            return;
        }

        var read = new ObjectInFlight(
            version,
            listed.Prefix,
            _tracker?.LinesDone(version) ?? 0,
            _changed,
            _tools.Context,
            _stop.Token
        );
        if (_queue.Count == 0)
        {
            read.StartTurn();
        }

        _queue.Enqueue((listed, read, new ObjectWorker(read, _tools).RunAsync()));
    }

    /// <summary>What is next in order.</summary>
    public NextStep Next()
    {
        if (_queue.Count == 0)
        {
            return NextStep.Wait;
        }

        if (_queue.Peek().Read is not { } read)
        {
            return NextStep.EndPage;
        }

        if (!_hasBegun)
        {
            return read.IsReady ? NextStep.StartObject : NextStep.Wait;
        }

        if (!read.TryTake(out var taken, out var end))
        {
            return NextStep.Wait;
        }

        (Taken, End) = (taken ?? default, end ?? End);
        return taken is null ? NextStep.EndObject : NextStep.Deliver;
    }

    /// <summary>The object whose turn it is is taken from now on.</summary>
    public void Start() => _hasBegun = true;

    /// <summary>The object or page end whose turn it is is done.</summary>
    public async ValueTask<ListingStep> CompleteAsync()
    {
        var (listed, read, work) = _queue.Dequeue();
        _hasBegun = false;
        if (_queue.TryPeek(out var next))
        {
            next.Read?.StartTurn();
        }

        if (read is not null)
        {
            await EndAsync(read, work);
        }

        return listed;
    }

    /// <summary>Cancels the work on the remaining objects and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        foreach (var (_, read, work) in _queue)
        {
            if (read is not null)
            {
                await EndAsync(read, work);
            }
        }

        _stop.Dispose();
    }

    /// <summary>On this thread: <see cref="CancellationTokenSource.CancelAsync"/> would take another one.</summary>
    private void Stop() => _stop.Cancel();

    private static async ValueTask EndAsync(ObjectInFlight read, Task work)
    {
        if (!work.IsCompleted)
        {
            read.Stop();
        }

        await work;
        read.Dispose();
    }
}

/// <summary>What is next in the order of a listing.</summary>
internal enum NextStep
{
    /// <summary>It is not known yet.</summary>
    Wait,

    /// <summary>The end of a page.</summary>
    EndPage,

    /// <summary>An object, of which nothing was taken.</summary>
    StartObject,

    /// <summary>A batch or a rejected line of the object.</summary>
    Deliver,

    /// <summary>The end of the object.</summary>
    EndObject,
}
