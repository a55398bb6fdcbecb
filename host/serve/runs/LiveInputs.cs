using System.Collections.Concurrent;
using InputHost.Serve.Inputs;

namespace InputHost.Serve.Runs;

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
            Add(new LiveInput(stored, services));
        }

        services.Telemetry.Observe(() => All, services.Time);
    }

    /// <summary>Signals each change of an input.</summary>
    public ChangeSignal Changes { get; } = new();

    public IEnumerable<LiveInput> All =>
        _inputs
            .Values.OrderBy(input => input.Stored.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(input => input.Stored.Id, StringComparer.Ordinal);

    public LiveInput? Find(string id) => _inputs.GetValueOrDefault(id);

    /// <summary>Resumes the interrupted runs at once, and starts the schedules of all inputs.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _scheduler.BeginAsync(id => Find(id)?.Start(newFullResync: false), cancellationToken);
        foreach (var input in All)
        {
            await _scheduler.SetAsync(input.Stored, isNew: false);
            if (input.History.WasInterrupted)
            {
                input.Start(newFullResync: false);
            }
        }
    }

    /// <summary>Stops all runs at their last stored checkpoints.</summary>
    public async Task EndAsync()
    {
        _services.IsEnding = true;
        await _scheduler.EndAsync();
        var inputs = All.ToList();
        inputs.ForEach(input => input.Stop());
        await Task.WhenAll(inputs.Select(input => input.EndAsync()));
    }

    /// <summary>Adds an input, which runs at once if it has a schedule.</summary>
    public async Task<LiveInput> AddAsync(StoredInput stored)
    {
        _services.Store.Add(stored);
        var input = new LiveInput(stored, _services);
        Add(input);
        await _scheduler.SetAsync(stored, isNew: true);
        if (stored.Schedule.IsSet)
        {
            input.Start(newFullResync: false);
        }

        Changes.Notify();
        return input;
    }

    /// <summary>Changes a stored input and its schedule. Does nothing if the input was removed.</summary>
    public async Task ChangeAsync(LiveInput input, Func<StoredInput, StoredInput> change)
    {
        if (input.Update(change) is { } stored)
        {
            await _scheduler.SetAsync(stored, isNew: true);
        }
    }

    /// <summary>Stops the current run of an input, and removes the input and its state.</summary>
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

    /// <summary>The next scheduled run of an input.</summary>
    public DateTimeOffset? NextRun(string input) => _scheduler.Next(input);

    private void Add(LiveInput input)
    {
        _inputs[input.Stored.Id] = input;
        input.Changes.Parent = Changes;
    }
}
