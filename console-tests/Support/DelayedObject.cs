using LocalS3;

namespace ConsoleTests;

/// <summary>Delays the response for one object until the test releases it, which keeps a run in progress.</summary>
internal sealed class DelayedObject(string name)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the object is requested.</summary>
    public Task Asked => _requested.Task.WaitAsync(Timeout);

    public S3Error? Refuse(S3Request request)
    {
        if (request.Operation == "GetObject" && request.Key!.Contains(name, StringComparison.Ordinal))
        {
            _requested.TrySetResult();
            _released.Task.Wait(Timeout);
        }

        return null;
    }

    public void LetGo() => _released.TrySetResult();
}
