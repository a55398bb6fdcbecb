namespace InputSdk.S3;

/// <summary>
/// An amount that several readers share: processor cores, bytes, requests. A reader that asks for more than is left
/// waits until enough is returned, in the order of asking.
/// </summary>
/// <param name="most">The whole amount.</param>
/// <param name="post">
/// Does something on a thread of its own; a reader continues there, not on that of the one who returned the amount.
/// </param>
/// <param name="resumesAt">
/// Those who wait get nothing before no more than this is taken, so that they wake up for more than a little; null if
/// they wait only for what they need.
/// </param>
internal sealed class Quota(long most, Action<Action> post, long? resumesAt = null)
{
    private readonly Lock _access = new();
    private readonly LinkedList<QuotaWait> _waiting = [];
    private long _most = most;
    private long _taken;

    /// <summary>The whole amount. It may become less than what is taken.</summary>
    public long Most
    {
        get => Volatile.Read(ref _most);
        set
        {
            Volatile.Write(ref _most, value);
            Return(0);
        }
    }

    /// <summary>What is taken now.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Some of it is left.</summary>
    public bool HasRoom => Taken < Most;

    /// <summary>A reader waits for more than is left.</summary>
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

    /// <summary>Takes an amount, which is returned with <see cref="Return"/>.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="isFirst">It is given before all who wait.</param>
    /// <returns>The wait for it; null if it is taken already.</returns>
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

    /// <summary>Takes an amount once it is there.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="isFirst">It is given before all who wait.</param>
    /// <param name="cancellationToken">
    /// Ends the wait: the amount is taken at once, to be returned like any other.
    /// </param>
    public async Task TakeAsync(long amount, bool isFirst = false, CancellationToken cancellationToken = default)
    {
        if (Take(amount, isFirst) is { } wait)
        {
            await using var canceled = cancellationToken.Register(wait.LetThrough);
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

    internal void LetThrough(QuotaWait wait)
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

        // Those behind it may have waited for it alone.
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

    /// <summary>Ends when the amount is taken.</summary>
    public Task Granted => _granted.Task;

    /// <summary>Takes the amount now, whether so much is left or not.</summary>
    public void LetThrough() => _quota.LetThrough(this);

    internal void Grant() => _granted.SetResult();
}
