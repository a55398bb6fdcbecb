namespace InputSdk.S3;

/// <summary>
/// Fetches and decodes several objects at once and gives them back in the order they were asked for.
/// <see cref="Limits.ReadAheadObjects"/> are under way at most, and as many again may have come and wait
/// for their turn; <see cref="Limits.ReadAheadBytes"/> bounds what their windows take.
/// </summary>
/// <param name="context">What the pass works with.</param>
/// <param name="triesArchived">Objects listed as archived are tried: they may have been restored.</param>
/// <param name="cancellationToken">Ends the fetches.</param>
internal sealed class FetchQueue(ReadContext context, bool triesArchived, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<(ObjectVersion Version, Task<Fetched> Fetch)> _fetches = new();

    // The window that the next object is expected to take: at first the largest, then what the last ones took.
    private long _typicalBytes = context.Limits.WholeObjectBytes;

    public bool IsEmpty => _fetches.Count == 0;

    /// <summary>Another object has to wait.</summary>
    public bool IsFull
    {
        get
        {
            var (toCome, open, bytes, expected) = (0, 0, 0L, _typicalBytes);
            foreach (var (_, fetch) in _fetches)
            {
                var text = fetch.IsCompletedSuccessfully ? fetch.Result.Text : null;
                toCome += fetch.IsCompleted ? 0 : 1;

                // One that is larger than its window keeps its body, and so a connection, until its turn.
                open += text is { IsWhole: false } ? 1 : 0;
                bytes += text?.Buffer.Length ?? 0;
                expected = Math.Max(expected, text?.Buffer.Length ?? 0);
            }

            // Besides them there are the window of the object being read, and that of the next.
            return _fetches.Count >= 2 * context.Limits.ReadAheadObjects || toCome + open >= context.Limits.ReadAheadObjects
                || (_fetches.Count > 0 && bytes + ((toCome + 2) * expected) > context.Limits.ReadAheadBytes);
        }
    }

    /// <summary>The object asked for first has come.</summary>
    public bool HasNext => _fetches.Peek().Fetch.IsCompleted;

    /// <summary>The object asked for first was not found.</summary>
    public bool NextIsMissing => _fetches.Peek().Fetch is { IsCompletedSuccessfully: true, Result.Missing: not null };

    public void Add(ObjectVersion version) => _fetches.Enqueue((version, FetchAsync(version)));

    /// <summary>
    /// Ends when any object comes of those that have not yet. To miss none, this is taken before it is looked
    /// whether there is room, or the first has come.
    /// </summary>
    public Task AnyAsync()
    {
        var toCome = _fetches.Select(entry => entry.Fetch).Where(fetch => !fetch.IsCompleted).ToList();
        return toCome.Count == 0 ? Task.CompletedTask : Task.WhenAny(toCome);
    }

    /// <summary>The object asked for first.</summary>
    public async Task<(ObjectVersion Version, Fetched Fetched)> TakeAsync()
    {
        var (version, fetch) = _fetches.Dequeue();
        var fetched = await fetch;
        var bytes = fetched.Text?.Buffer.Length ?? 0;
        _typicalBytes = Math.Max(bytes, ((3 * _typicalBytes) + bytes) / 4);
        return (version, fetched);
    }

    /// <summary>Ends the fetches that nobody will take, and waits for them: none outlives the read.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        foreach (var (_, fetch) in _fetches)
        {
            await ((Task)fetch).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (fetch.IsCompletedSuccessfully)
            {
                await ((await fetch).Text?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }

        _stop.Dispose();
    }

    private async Task<Fetched> FetchAsync(ObjectVersion version)
    {
        if (version.Size == 0)
        {
            return new Fetched { Skip = SkipReason.Empty };
        }

        if (version.IsArchived && !triesArchived)
        {
            return new Fetched { Skip = SkipReason.Archived };
        }

        try
        {
            try
            {
                return await OpenAsync(version);
            }
            catch (InputException e) when (e.Error.Code == ErrorCode.BodyFailed.Code)
            {
                // Most connections that break off are as good as new at once.
                return await OpenAsync(version);
            }
        }
        catch (ObjectUnreadableException e)
        {
            return new Fetched { Skip = e.Reason };
        }
        catch (ObjectMissingException e)
        {
            return new Fetched { Missing = e.Message };
        }
        catch (InputException e)
        {
            return new Fetched { Fault = e.Error };
        }
    }

    private async Task<Fetched> OpenAsync(ObjectVersion version)
    {
        var body = await context.Store.GetAsync(version, _stop.Token);
        var place = $"s3://{context.Config.Bucket}/{version.Key}";
        return new Fetched { Text = await ObjectText.OpenAsync(body, version.Size, place, context.Limits, _stop.Token) };
    }
}

/// <summary>An object's text, or why there is none.</summary>
internal sealed record Fetched
{
    public ObjectText? Text { get; init; }

    public SkipReason? Skip { get; init; }

    public InputError? Fault { get; init; }

    /// <summary>What the server answered as if there were no such version; null when it did not.</summary>
    public string? Missing { get; init; }
}
