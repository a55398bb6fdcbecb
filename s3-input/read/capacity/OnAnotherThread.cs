using System.Runtime.CompilerServices;

namespace InputSdk.S3.Read.Capacity;

/// <summary>
/// An awaitable that runs work on this thread, while the code after the await continues on another thread. So a thread
/// that decoded a piece parses it from the cache of its core, and the next piece is decoded at the same time.
/// </summary>
/// <param name="post">Runs an action on another thread.</param>
/// <param name="work">The work, which must not throw; null for none.</param>
internal readonly struct OnAnotherThread(Action<Action> post, Action? work = null) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public OnAnotherThread GetAwaiter() => this;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        post(continuation);
        work?.Invoke();
    }

    public void GetResult() { }
}
