using System.Collections.Concurrent;

namespace InputHost.Serve;

/// <summary>All inputs of the console, with their runs and schedules.</summary>
internal sealed class LiveInputs
{
    private readonly ConcurrentDictionary<string, LiveInput> _inputs = new(StringComparer.Ordinal);
    private readonly RunServices _services;
    private readonly RunScheduler _scheduler;

    public LiveInputs(RunServices services, RunScheduler scheduler)
    {
        (_services, _scheduler) = (services, scheduler);
        foreach (var stored in services.Store.All())
        {
            Take(new LiveInput(stored, services));
        }

        services.Telemetry.Observe(() => All, services.Time);
    }

    /// <summary>Anything changed of any of them.</summary>
    public Changes Changes { get; } = new();

    public IEnumerable<LiveInput> All => _inputs.Values.OrderBy(input => input.Stored.Name, StringComparer.OrdinalIgnoreCase).ThenBy(input => input.Stored.Id, StringComparer.Ordinal);

    public LiveInput? Find(string id) => _inputs.GetValueOrDefault(id);

    /// <summary>Goes on where the program ended: runs that were cut off at once, the others by their schedules.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _scheduler.BeginAsync(id => Find(id)?.StartScheduled(), cancellationToken);
        foreach (var input in All)
        {
            await _scheduler.SetAsync(input.Stored, isNew: false, cancellationToken);
            if (input.WasInterrupted)
            {
                input.StartScheduled();
            }
        }
    }

    /// <summary>Ends all runs at the places that are stored.</summary>
    public async Task EndAsync()
    {
        _services.IsEnding = true;
        await _scheduler.EndAsync();
        var inputs = All.ToList();
        inputs.ForEach(input => input.Stop());
        await Task.WhenAll(inputs.Select(input => input.EndAsync()));
    }

    /// <summary>A new input, which runs at once when it has a schedule.</summary>
    public async Task<LiveInput> AddAsync(StoredInput stored, CancellationToken cancellationToken)
    {
        _services.Store.Save(stored);
        var input = new LiveInput(stored, _services);
        Take(input);
        await _scheduler.SetAsync(stored, isNew: true, cancellationToken);
        if (stored.Schedule.IsSet)
        {
            input.Start(full: false);
        }

        Changes.Tell();
        return input;
    }

    public async Task ChangeAsync(LiveInput input, Func<StoredInput, StoredInput> change, CancellationToken cancellationToken) =>
        await _scheduler.SetAsync(input.Update(change), isNew: true, cancellationToken);

    /// <summary>Removes an input and its state, after its run has ended.</summary>
    public async Task RemoveAsync(LiveInput input, bool withRecords, CancellationToken cancellationToken)
    {
        var id = input.Stored.Id;
        await _scheduler.SetAsync(input.Stored with { Schedule = new Schedule() }, isNew: true, cancellationToken);
        _inputs.TryRemove(id, out _);
        input.Changes.Tell();
        input.Stop();
        await input.EndAsync();
        _services.Store.Delete(id);
        if (withRecords)
        {
            _services.Data.Remove(id);
        }
        else
        {
            _services.Data.RemoveState(id);
        }

        Changes.Tell();
    }

    /// <summary>When it runs next by its schedule.</summary>
    public DateTimeOffset? NextRun(string input) => _scheduler.Next(input);

    private void Take(LiveInput input)
    {
        _inputs[input.Stored.Id] = input;
        input.Changes.Also = Changes;
    }
}
