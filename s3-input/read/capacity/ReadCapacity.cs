namespace InputSdk.S3.Read.Capacity;

/// <summary>
/// The capacity that all passes of a process share, so that many inputs together use no more than one.
/// </summary>
internal sealed class ReadCapacity
{
    /// <param name="cores">The number of pieces that are decoded or parsed at once.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="post">Runs an action on another thread.</param>
    public ReadCapacity(int cores, Limits limits, Action<Action> post)
    {
        Post = post;
        Cores = new Quota(cores, post);
        Bytes = new Quota(limits.InFlightBytes, post, resumesAt: limits.InFlightBytes * 3 / 4);
        Streams = new Quota(cores + 2, post);
        Requests = new RequestPace(limits, post);
        Listings = new Quota(Limits.ListRequests, post);
    }

    /// <summary>The capacity of this process.</summary>
    public static ReadCapacity OfProcess { get; } = new(Environment.ProcessorCount, Limits.Default, ToPool);

    /// <summary>Runs an action on another thread.</summary>
    public Action<Action> Post { get; }

    /// <summary>One for each piece that is currently decoded or parsed.</summary>
    public Quota Cores { get; }

    /// <summary>
    /// The bytes of bodies, text and records in memory. An object that is read ahead and waits gets bytes only when
    /// there is enough for many pieces: to wake it for each piece takes a tenth of the time of all cores.
    /// </summary>
    public Quota Bytes { get; }

    /// <summary>One for each large object whose body is open.</summary>
    public Quota Streams { get; }

    /// <summary>The objects requested at once.</summary>
    public RequestPace Requests { get; }

    /// <summary>One for each current LIST request.</summary>
    public Quota Listings { get; }

    /// <summary>Runs an action on the thread pool.</summary>
    public static void ToPool(Action work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
}
