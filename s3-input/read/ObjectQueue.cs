using System.Diagnostics;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Read.Capacity;

namespace InputSdk.S3.Read;

/// <summary>
/// The objects of a pass in the order of the listing. A worker reads each object ahead; <see cref="ReadCapacity"/>
/// limits how many are read at once.
/// </summary>
internal sealed class ObjectQueue : IAsyncDisposable
{
    private readonly Queue<(ListingStep Listed, ObjectInFlight? Read, Task Work)> _queue = new();
    private readonly CancellationTokenSource _stop;
    private readonly WorkerContext _workers;
    private readonly CheckpointTracker? _tracker;
    private readonly Signal _changed;
    private bool _hasStarted;

    /// <param name="context">The context of the pass.</param>
    /// <param name="tracker">
    /// Stores how many lines of an object earlier passes delivered; null for a pass without checkpoints. Such a pass
    /// also tries archived objects, because they may have been restored.
    /// </param>
    /// <param name="changed">Set when output is available.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public ObjectQueue(
        ReadContext context,
        CheckpointTracker? tracker,
        Signal changed,
        CancellationToken cancellationToken
    )
    {
        (_tracker, _changed) = (tracker, changed);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = new WorkerContext(context, TriesArchived: tracker is null);
    }

    public int Count => _queue.Count;

    /// <summary>
    /// The queue can have twice as many objects as are requested at once, so that a slow object does not delay others.
    /// </summary>
    public bool HasRoom => _queue.Count < 2 * _workers.Context.Capacity.Requests.Quota.Most;

    /// <summary>The next object in order.</summary>
    public ObjectInFlight Read => _queue.Peek().Read!;

    /// <summary>The output of the object that was taken last.</summary>
    public (Piece Piece, PieceOutput Product) Taken { get; private set; }

    /// <summary>The result of the object.</summary>
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
            _workers.Context,
            _stop.Token
        );
        if (_queue.Count == 0)
        {
            read.StartTurn();
        }

        _queue.Enqueue((listed, read, new ObjectWorker(read, _workers).RunAsync()));
    }

    /// <summary>Determines the next step in order.</summary>
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

        if (!_hasStarted)
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

    /// <summary>Starts to take the output of the next object.</summary>
    public void Start()
    {
        Debug.Assert(!_hasStarted && Read.IsReady, "An object is started once, when its first output is known.");
        _hasStarted = true;
    }

    /// <summary>Completes the next object or page end.</summary>
    public async ValueTask<ListingStep> CompleteAsync()
    {
        var (listed, read, work) = _queue.Dequeue();
        Debug.Assert(_hasStarted == read is not null, "An object is completed only after it was started.");
        _hasStarted = false;
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

    /// <summary>Cancels on this thread; <see cref="CancellationTokenSource.CancelAsync"/> uses another one.</summary>
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

/// <summary>The next step in the order of a listing.</summary>
internal enum NextStep
{
    /// <summary>The next step is not known yet.</summary>
    Wait,

    /// <summary>The end of a page.</summary>
    EndPage,

    /// <summary>The start of an object.</summary>
    StartObject,

    /// <summary>A batch or a rejected line of the object.</summary>
    Deliver,

    /// <summary>The end of the object.</summary>
    EndObject,
}
