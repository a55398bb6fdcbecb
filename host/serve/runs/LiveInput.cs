using System.Diagnostics;
using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost.Serve;

/// <summary>An input and its run, of which there is one at a time.</summary>
internal sealed class LiveInput
{
    private readonly RunServices _services;
    private readonly Lock _lock = new();
    private readonly UnreadObjectList _left;
    private StoredInput _stored;
    private Action _cancel = () => { };
    private Task _running = Task.CompletedTask;
    private long _lastNumber;
    private StoredRun? _run;
    private bool _isRetired;

    public LiveInput(StoredInput stored, RunServices services)
    {
        (_stored, _services) = (stored, services);
        _left = new UnreadObjectList(stored.Id, services.Store);
        Runs = services.Store.Runs(stored.Id);
        _lastNumber = Runs.Count == 0 ? 0 : Runs[0].Number;
        WasInterrupted = Runs is [(_, { Outcome: Outcome.Running or Outcome.Interrupted }), ..];
        if (Runs is [(_, { Outcome: Outcome.Running } cut), ..])
        {
            Save(_lastNumber, cut with { Outcome = Outcome.Interrupted, Ended = services.Time.GetUtcNow() });
        }
    }

    /// <summary>The program ended in the middle of its last run, told to or not.</summary>
    public bool WasInterrupted { get; }

    public ChangeSignal Changes { get; } = new();

    public IReadOnlyList<(long Number, StoredRun Run)> Runs { get; private set; }

    public IReadOnlyList<UnreadObject> Left => _left.Objects;

    public int LeftCount => _left.Count;

    /// <summary>The run under way.</summary>
    public RunProgress? Progress { get; private set; }

    public bool IsStopping { get; private set; }

    public StoredInput Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    /// <summary>Changes what is stored; a run under way goes on as it began. Null when the input was removed.</summary>
    public StoredInput? Update(Func<StoredInput, StoredInput> change)
    {
        StoredInput changed;
        lock (_lock)
        {
            if (_isRetired)
            {
                return null;
            }

            changed = _stored = change(_stored);
            _services.Store.Save(changed);
        }

        Changes.Notify();
        return changed;
    }

    /// <summary>Begins a run; false when one is under way, or the input was removed.</summary>
    /// <param name="anew">Reads everything again from the start. Else it goes on, also with a full re-sync that was cut off.</param>
    public bool Start(bool anew)
    {
        lock (_lock)
        {
            if (Progress is not null || _isRetired)
            {
                return false;
            }

            if (anew)
            {
                _stored = _stored with { Full = true, FullSums = default };
                _services.Store.Save(_stored);
            }

            var stop = new CancellationTokenSource();
            var progress = Progress = new RunProgress(this, _services);
            (_cancel, IsStopping) = (stop.Cancel, false);
            _run = new StoredRun { Started = progress.Started, Outcome = Outcome.Running };
            Save(++_lastNumber, _run);
            _running = Task.Run(() => RunAsync(progress, anew, stop));
        }

        Changes.Notify();
        return true;
    }

    /// <summary>Gives up a full re-sync that was stopped or failed; false when one is under way.</summary>
    public bool GiveUpFull()
    {
        lock (_lock)
        {
            if (Progress is not null || _isRetired)
            {
                return false;
            }

            if (_stored.Full)
            {
                using (var state = CheckpointStore.Open(_services.Data.State(_stored.Id), _stored.Connector))
                {
                    if (SettleFull(state))
                    {
                        return true;
                    }

                    state.GiveUpFull();
                }

                _services.Data.Remove(_stored.Id, _stored.Folder + 1);
                _stored = _stored with { Full = false, FullSums = default };
                _services.Store.Save(_stored);
            }
        }

        Changes.Notify();
        return true;
    }

    /// <summary>
    /// Notes what the state knows already: a full re-sync had caught up when the program ended. Its folder then is
    /// the input's, and holds the only records that the state goes on from.
    /// </summary>
    /// <returns>Whether it was so.</returns>
    public bool SettleFull(CheckpointStore state)
    {
        var isSo =
            state.Lengths(CheckpointKind.Current, _services.Data.RecordsPath(Stored.Id, Stored.Folder + 1)).Count > 0;
        if (isSo)
        {
            TakeOver();
        }

        return isSo;
    }

    /// <summary>The folder of the full re-sync is the input's from here on; the one before is removed.</summary>
    public void TakeOver()
    {
        var before = Stored.Folder;
        if (
            Update(stored =>
                stored with
                {
                    Folder = before + 1,
                    Full = false,
                    Sums = stored.FullSums,
                    FullSums = default,
                }
            )
            is not null
        )
        {
            _services.Data.Remove(_stored.Id, before);
        }
    }

    /// <summary>Ends the run under way, and begins no other: the input is removed.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            _cancel();
        }
    }

    /// <summary>Ends the run under way at the place that is stored.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (Progress is null)
            {
                return;
            }

            IsStopping = true;
            _cancel();
        }

        Changes.Notify();
    }

    /// <summary>The end of the run under way; how it ended stands in <see cref="Runs"/>.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return _running;
        }
    }

    public void Skipped(ObjectSkipped skipped) => _left.Note(skipped);

    public void Read(in RecordOrigin origin) => _left.NoteRead(origin);

    /// <summary>Notes what is committed, so that it is shown also of a run that is killed.</summary>
    public void Committed(CommittedTotals sums)
    {
        lock (_lock)
        {
            if (!_isRetired)
            {
                Save(_lastNumber, _run! with { Sums = sums });
            }
        }
    }

    private async Task RunAsync(RunProgress progress, bool anew, CancellationTokenSource stop)
    {
        using var _ = stop;
        var cancellationToken = stop.Token;
        var run = _run!;

        // A trace of its own, and not a part of the request that started it, which may not be sampled and ends before.
        Activity.Current = null;
        using var activity = RunTelemetry.Activities.StartActivity("run");
        activity?.SetTag("input", _stored.Id);
        try
        {
            using var slot = await _services.Slots.TakeAsync(cancellationToken);
            var exitCode = await new InputRun(this, _services, progress, anew).RunAsync(cancellationToken);
            _left.EndRun(progress.Started, wasWhole: anew);
            run = run with { Outcome = exitCode == ExitCode.Done ? Outcome.Done : Outcome.ObjectsLeft };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run = run with { Outcome = _services.IsEnding ? Outcome.Interrupted : Outcome.Stopped };
        }
        catch (Exception e)
        {
            // Whatever it was, the input shows it and the other inputs go on.
            run = run with
            {
                Outcome = Outcome.Failed,
                Error = ApiError.OfRun(e),
            };
            activity?.SetStatus(ActivityStatusCode.Error, run.Error.Code);
        }

        activity?.SetTag("outcome", run.Outcome.ToString());
        End(
            run with
            {
                Ended = _services.Time.GetUtcNow(),
                Sums = progress.Sums,
                Remarks = [.. progress.Remarks, .. progress.Totals.RejectRemarks],
            }
        );
    }

    /// <summary>How it ended is there before it is seen to have ended; whoever sees that may start the next run.</summary>
    private void End(StoredRun run)
    {
        try
        {
            if (_isRetired)
            {
                return;
            }

            // Of runs that found nothing the last one is enough.
            if (run.IsIdle && Runs is [_, (var idle, { IsIdle: true }), ..])
            {
                _services.Store.DeleteRun(_stored.Id, idle);
            }

            Save(_lastNumber, run);
        }
        catch (SqliteException e)
        {
            // Nobody waits for this run; what is missing of it is shown nowhere, and all else goes on.
            ErrorLog.Write(e);
        }
        finally
        {
            lock (_lock)
            {
                (Progress, IsStopping, _cancel) = (null, false, () => { });
            }

            Changes.Notify();
        }
    }

    private void Save(long number, StoredRun run)
    {
        _services.Store.SaveRun(_stored.Id, number, run);
        Runs = _services.Store.Runs(_stored.Id);
    }
}
