namespace InputSdk.S3;

/// <summary>
/// Fetches and decodes several objects at once and gives them back in the order they were asked for.
/// Holds at most <see cref="Limits.ReadAheadObjects"/> windows.
/// </summary>
internal sealed class FetchQueue(IObjectStore store, string bucket, Limits limits, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<(ObjectVersion Version, Task<Fetched> Fetch)> _fetches = new();

    public bool IsEmpty => _fetches.Count == 0;

    public bool IsFull => _fetches.Count >= limits.ReadAheadObjects;

    public void Add(ObjectVersion version) => _fetches.Enqueue((version, FetchAsync(version)));

    /// <summary>The object asked for first.</summary>
    public async Task<(ObjectVersion Version, Fetched Fetched)> TakeAsync()
    {
        var (version, fetch) = _fetches.Dequeue();
        return (version, await fetch);
    }

    /// <summary>Ends the fetches that nobody will take, and waits for them: none outlives the read.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (_, fetch) in _fetches)
        {
            await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fetch.IsCompletedSuccessfully)
            {
                (await fetch).Text?.Dispose();
            }
        }

        _stop.Dispose();
    }

    private async Task<Fetched> FetchAsync(ObjectVersion version)
    {
        if (version.Size == 0)
        {
            return new Fetched(Text: null, SkipReason.Empty);
        }

        if (version.IsArchived)
        {
            return new Fetched(Text: null, SkipReason.Archived);
        }

        try
        {
            var body = await store.GetAsync(version, _stop.Token);
            return new Fetched(
                await ObjectText.OpenAsync(body, version.Size, $"s3://{bucket}/{version.Key}", limits, _stop.Token), Skip: null);
        }
        catch (ObjectUnreadableException e)
        {
            return new Fetched(Text: null, e.Reason);
        }
    }
}

/// <summary>An object's text, or why there is none.</summary>
internal sealed record Fetched(ObjectText? Text, SkipReason? Skip);
