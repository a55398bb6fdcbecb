using InputHost.Serve.Inputs;
using InputHost.State;

namespace InputHost.Serve.Runs;

/// <summary>The stored runs of an input. The last one is changed until it ends.</summary>
internal sealed class RunHistory
{
    private readonly string _input;
    private readonly InputStore _store;
    private long _lastNumber;
    private StoredRun? _current;

    /// <summary>Loads the runs, and marks a run that did not end as interrupted.</summary>
    public RunHistory(string input, InputStore store, TimeProvider time)
    {
        (_input, _store) = (input, store);
        Runs = store.Runs(input);
        _lastNumber = Runs.Count == 0 ? 0 : Runs[0].Number;
        WasInterrupted = Runs is [(_, { Outcome: Outcome.Running or Outcome.Interrupted }), ..];
        if (Runs is [(_, { Outcome: Outcome.Running } interrupted), ..])
        {
            Save(interrupted with { Outcome = Outcome.Interrupted, Ended = time.GetUtcNow() });
        }
    }

    /// <summary>Whether the program ended during the last run, because it was stopped or killed.</summary>
    public bool WasInterrupted { get; }

    /// <summary>The runs, newest first.</summary>
    public IReadOnlyList<(long Number, StoredRun Run)> Runs { get; private set; }

    public StoredRun Start(DateTimeOffset started)
    {
        _lastNumber++;
        _current = new StoredRun { Started = started, Outcome = Outcome.Running };
        Save(_current);
        return _current;
    }

    /// <summary>Stores the committed totals of the current run, so that they are shown even if it is killed.</summary>
    public void Update(CommittedTotals sums) => Save(_current! with { Sums = sums });

    public void End(StoredRun run)
    {
        // Of consecutive runs without new data, only the last one is kept.
        if (run.IsIdle && Runs is [_, (var idle, { IsIdle: true }), ..])
        {
            _store.DeleteRun(_input, idle);
        }

        Save(run);
    }

    private void Save(StoredRun run)
    {
        _store.SaveRun(_input, _lastNumber, run);
        Runs = _store.Runs(_input);
    }
}
