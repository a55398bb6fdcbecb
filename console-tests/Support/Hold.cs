using LocalS3;

namespace ConsoleTests;

/// <summary>Lets no answer about one object out before it is told to: so a run is in its middle for as long as a story needs.</summary>
internal sealed class Hold(string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody waits for the object.</summary>
    public Task Asked => _asked.Task.WaitAsync(Patience);

    public S3Error? Refuse(S3Request request)
    {
        if (request.Operation == "GetObject" && request.Key!.Contains(name, StringComparison.Ordinal))
        {
            _asked.TrySetResult();
            _free.Task.Wait(Patience);
        }

        return null;
    }

    public void LetGo() => _free.TrySetResult();
}
