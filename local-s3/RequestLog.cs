namespace LocalS3;

/// <summary>The latest requests.</summary>
internal sealed class RequestLog
{
    private const int MaxKept = 10_000;

    private readonly Lock access = new();
    private readonly Queue<S3Request> requests = new();

    private long count;

    public long Count => Interlocked.Read(ref count);

    public void Add(S3Request request)
    {
        lock (access)
        {
            count++;
            requests.Enqueue(request);
            if (requests.Count > MaxKept)
            {
                requests.Dequeue();
            }
        }
    }

    public IReadOnlyList<S3Request> Latest()
    {
        lock (access)
        {
            return [.. requests];
        }
    }
}
