namespace InputSdk.S3;

/// <summary>What all reads of a process share, so that many inputs together take no more than one.</summary>
internal sealed class ReadCapacity
{
    /// <param name="cores">Pieces that are decoded and parsed at once.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="post">Does something on another thread.</param>
    public ReadCapacity(int cores, Limits limits, Action<Action> post)
    {
        Post = post;
        Cores = new Quota(cores, post);
        Bytes = new Quota(limits.InFlightBytes, post, resumesAt: limits.InFlightBytes * 3 / 4);
        Streams = new Quota(cores + 2, post);
        Requests = new RequestPace(limits, post);
        Listings = new Quota(Limits.ListRequests, post);
    }

    /// <summary>That of this process.</summary>
    public static ReadCapacity OfProcess { get; } = new(Environment.ProcessorCount, Limits.Default, ToPool);

    /// <summary>Does something on another thread.</summary>
    public Action<Action> Post { get; }

    /// <summary>One for each piece that is decoded and parsed now.</summary>
    public Quota Cores { get; }

    /// <summary>
    /// Bytes of bodies, text and records that wait. An object that is read ahead and waits for room gets enough for many
    /// pieces at once: to wake it up for each takes a tenth of the time of all cores.
    /// </summary>
    public Quota Bytes { get; }

    /// <summary>One for each large object whose body is open.</summary>
    public Quota Streams { get; }

    /// <summary>The objects requested at once.</summary>
    public RequestPace Requests { get; }

    /// <summary>One for each page that is listed now.</summary>
    public Quota Listings { get; }

    /// <summary>Does something on a thread of the pool.</summary>
    public static void ToPool(Action work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
}
