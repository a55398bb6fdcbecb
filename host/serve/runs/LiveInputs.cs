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
            services.Data.KeepRecords(stored.Id, stored.Folder, stored.Full);
            Take(new LiveInput(stored, services));
        }

        services.Telemetry.Observe(() => All, services.Time);
    }

    /// <summary>Anything changed of any of them.</summary>
    public ChangeSignal Changes { get; } = new();

    public IEnumerable<LiveInput> All =>
        _inputs
            .Values.OrderBy(input => input.Stored.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(input => input.Stored.Id, StringComparer.Ordinal);

    public LiveInput? Find(string id) => _inputs.GetValueOrDefault(id);

    /// <summary>Goes on where the program ended: runs that were cut off at once, the others by their schedules.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _scheduler.BeginAsync(id => Find(id)?.Start(anew: false), cancellationToken);
        foreach (var input in All)
        {
            await _scheduler.SetAsync(input.Stored, isNew: false);
            if (input.WasInterrupted)
            {
                input.Start(anew: false);
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
    public async Task<LiveInput> AddAsync(StoredInput stored)
    {
        _services.Store.Add(stored);
        var input = new LiveInput(stored, _services);
        Take(input);
        await _scheduler.SetAsync(stored, isNew: true);
        if (stored.Schedule.IsSet)
        {
            input.Start(anew: false);
        }

        Changes.Notify();
        return input;
    }

    /// <summary>Changes what is stored of an input and when it runs; nothing of one that was removed.</summary>
    public async Task ChangeAsync(LiveInput input, Func<StoredInput, StoredInput> change)
    {
        if (input.Update(change) is { } stored)
        {
            await _scheduler.SetAsync(stored, isNew: true);
        }
    }

    /// <summary>Removes an input and its state, after its run has ended.</summary>
    public async Task RemoveAsync(LiveInput input, bool withRecords)
    {
        var id = input.Stored.Id;
        _inputs.TryRemove(id, out _);
        input.Retire();
        await _scheduler.SetAsync(input.Stored with { Schedule = new Schedule() }, isNew: true);
        input.Changes.Notify();
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

        Changes.Notify();
    }

    /// <summary>When it runs next by its schedule.</summary>
    public DateTimeOffset? NextRun(string input) => _scheduler.Next(input);

    private void Take(LiveInput input)
    {
        _inputs[input.Stored.Id] = input;
        input.Changes.Parent = Changes;
    }
}
