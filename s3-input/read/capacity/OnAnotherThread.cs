using System.Runtime.CompilerServices;

namespace InputSdk.S3;

/// <summary>
/// Awaited, it does some work on this thread while what follows continues on another one: so a worker that decoded
/// a piece parses it from the cache of its core, and the next piece is decoded meanwhile.
/// </summary>
/// <param name="post">Does something on another thread.</param>
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
