namespace InputSdk.S3.Read.Capacity;

/// <summary>
/// An amount that several readers share: processor cores, bytes, requests. A reader that requests more than is
/// available waits until enough is returned. Readers wait in order.
/// </summary>
/// <param name="most">The total amount.</param>
/// <param name="post">
/// Runs an action on another thread. A waiting reader continues there, not on the thread that returned the amount.
/// </param>
/// <param name="resumesAt">
/// Waiting readers get amounts only when at most this much is taken, so that they wake up for larger amounts; null if
/// they wait only for the amount that they need.
/// </param>
internal sealed class Quota(long most, Action<Action> post, long? resumesAt = null)
{
    private readonly Lock _access = new();
    private readonly LinkedList<QuotaWait> _waiting = [];
    private long _most = most;
    private long _taken;

    /// <summary>The total amount. It can become less than the taken amount.</summary>
    public long Most
    {
        get => Volatile.Read(ref _most);
        set
        {
            Volatile.Write(ref _most, value);
            Return(0);
        }
    }

    /// <summary>The taken amount.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Some of the amount is available.</summary>
    public bool HasRoom => Taken < Most;

    /// <summary>A reader waits for an amount.</summary>
    public bool IsShort
    {
        get
        {
            lock (_access)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>Takes an amount. <see cref="Return"/> returns it.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="isFirst">It is granted before all waiting readers.</param>
    /// <returns>The wait for the amount; null if it is already taken.</returns>
    public QuotaWait? Take(long amount, bool isFirst = false)
    {
        lock (_access)
        {
            if ((_waiting.Count == 0 || isFirst) && _taken + amount <= _most)
            {
                _taken += amount;
                return null;
            }

            var wait = new QuotaWait(this, amount);
            if (isFirst)
            {
                _waiting.AddFirst(wait);
            }
            else
            {
                _waiting.AddLast(wait);
            }

            return wait;
        }
    }

    /// <summary>Waits for an amount and takes it.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="isFirst">It is granted before all waiting readers.</param>
    /// <param name="cancellationToken">
    /// Ends the wait: the amount is taken immediately, and must be returned.
    /// </param>
    public async Task TakeAsync(long amount, bool isFirst = false, CancellationToken cancellationToken = default)
    {
        if (Take(amount, isFirst) is { } wait)
        {
            await using var canceled = cancellationToken.Register(wait.GrantBeyondLimit);
            await wait.Granted;
        }
    }

    public void Return(long amount)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            QuotaWait wait;
            lock (_access)
            {
                (_taken, amount) = (_taken - amount, 0);
                if (
                    _waiting.First is not { } first
                    || _taken + first.Value.Amount > _most
                    || (isFirst && _taken > resumesAt)
                )
                {
                    return;
                }

                wait = first.Value;
                _waiting.RemoveFirst();
                _taken += wait.Amount;
            }

            post(wait.Grant);
        }
    }

    internal void GrantBeyondLimit(QuotaWait wait)
    {
        lock (_access)
        {
            if (!_waiting.Remove(wait))
            {
                return;
            }

            _taken += wait.Amount;
        }

        post(wait.Grant);

        // Readers after it may have waited only for it.
        Return(0);
    }
}

/// <summary>A wait for an amount of a <see cref="Quota"/>.</summary>
internal sealed class QuotaWait
{
    private readonly TaskCompletionSource _granted = new();
    private readonly Quota _quota;

    internal QuotaWait(Quota quota, long amount) => (_quota, Amount) = (quota, amount);

    public long Amount { get; }

    /// <summary>Completes when the amount is taken.</summary>
    public Task Granted => _granted.Task;

    /// <summary>Takes the amount immediately, even if it exceeds the available amount.</summary>
    public void GrantBeyondLimit() => _quota.GrantBeyondLimit(this);

    internal void Grant() => _granted.SetResult();
}
