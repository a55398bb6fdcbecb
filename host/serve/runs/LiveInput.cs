using System.Diagnostics;
using InputHost.Read;
using InputHost.Serve.Errors;
using InputHost.Serve.Inputs;
using InputHost.State;
using InputSdk;
using Microsoft.Data.Sqlite;

namespace InputHost.Serve.Runs;

/// <summary>An input and its current run. An input has at most one run at a time.</summary>
internal sealed class LiveInput
{
    private readonly RunServices _services;
    private readonly Lock _lock = new();
    private readonly StoredUnreadObjects _unread;
    private StoredInput _stored;
    private Action _cancel = () => { };
    private Task _running = Task.CompletedTask;
    private long _lastNumber;
    private StoredRun? _run;
    private bool _isRetired;

    public LiveInput(StoredInput stored, RunServices services)
    {
        (_stored, _services) = (stored, services);
        _unread = new StoredUnreadObjects(stored.Id, services.Store);
        Runs = services.Store.Runs(stored.Id);
        _lastNumber = Runs.Count == 0 ? 0 : Runs[0].Number;
        WasInterrupted = Runs is [(_, { Outcome: Outcome.Running or Outcome.Interrupted }), ..];
        if (Runs is [(_, { Outcome: Outcome.Running } interrupted), ..])
        {
            Save(_lastNumber, interrupted with { Outcome = Outcome.Interrupted, Ended = services.Time.GetUtcNow() });
        }
    }

    /// <summary>Whether the program ended during the last run, because it was stopped or killed.</summary>
    public bool WasInterrupted { get; }

    public ChangeSignal Changes { get; } = new();

    public IReadOnlyList<(long Number, StoredRun Run)> Runs { get; private set; }

    public IReadOnlyList<UnreadObject> UnreadObjects => _unread.Objects;

    public int UnreadCount => _unread.Count;

    /// <summary>The progress of the current run; null if there is none.</summary>
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

    /// <summary>Changes the stored input. The current run continues with the settings that it started with.</summary>
    /// <returns>The changed input; null if the input was removed.</returns>
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

    /// <summary>Starts a run.</summary>
    /// <param name="newFullResync">
    /// Whether to read everything again from the start. Otherwise, the run resumes from the checkpoint of the input, or
    /// from that of its unfinished full re-sync.
    /// </param>
    /// <returns>False if the input is running, or was removed.</returns>
    public bool Start(bool newFullResync)
    {
        lock (_lock)
        {
            if (Progress is not null || _isRetired)
            {
                return false;
            }

            if (newFullResync)
            {
                _stored = _stored with { Full = true, FullSums = default };
                _services.Store.Save(_stored);
            }

            var stop = new CancellationTokenSource();
            var progress = Progress = new RunProgress(this, _services);
            (_cancel, IsStopping) = (stop.Cancel, false);
            _run = new StoredRun { Started = progress.Started, Outcome = Outcome.Running };
            Save(++_lastNumber, _run);
            _running = Task.Run(() => RunAsync(progress, newFullResync, stop));
        }

        Changes.Notify();
        return true;
    }

    /// <summary>Cancels a full re-sync that was stopped or failed.</summary>
    /// <returns>False if the input is running, or was removed.</returns>
    public bool CancelFullResync()
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
                    if (CompleteFullResync(state))
                    {
                        return true;
                    }

                    state.DiscardFull();
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
    /// Completes a full re-sync that is complete in the state file, if the program ended before it was stored here. The
    /// state then refers only to the folder of the full re-sync.
    /// </summary>
    /// <returns>Whether there was such a full re-sync.</returns>
    public bool CompleteFullResync(CheckpointStore state)
    {
        var isComplete =
            state.Lengths(CheckpointKind.Current, _services.Data.RecordsPath(Stored.Id, Stored.Folder + 1)).Count > 0;
        if (isComplete)
        {
            TakeOver();
        }

        return isComplete;
    }

    /// <summary>Makes the folder of the full re-sync the folder of the input, and removes the previous one.</summary>
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

    /// <summary>Stops the current run and prevents others, because the input is removed.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            _cancel();
        }
    }

    /// <summary>Stops the current run at the last stored checkpoint.</summary>
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

    /// <summary>Waits for the end of the current run. Its outcome is then in <see cref="Runs"/>.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return _running;
        }
    }

    public void Skipped(ObjectSkipped skipped) => _unread.Note(skipped);

    public void Read(in RecordOrigin origin) => _unread.NoteRead(origin);

    /// <summary>Stores the committed totals, so that they are shown even if the run is killed.</summary>
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

    private async Task RunAsync(RunProgress progress, bool newFullResync, CancellationTokenSource stop)
    {
        using var _ = stop;
        var cancellationToken = stop.Token;
        var run = _run!;

        // A separate trace: that of the request which started the run may not be sampled, and ends before the run.
        Activity.Current = null;
        using var activity = RunTelemetry.Activities.StartActivity("run");
        activity?.SetTag("input", _stored.Id);
        try
        {
            using var slot = await _services.Slots.TakeAsync(cancellationToken);
            var exitCode = await new InputRun(this, _services, progress, newFullResync).RunAsync(cancellationToken);
            _unread.EndRun(progress.Started, isFull: newFullResync);
            run = run with { Outcome = exitCode == ExitCode.Done ? Outcome.Done : Outcome.ObjectsLeft };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run = run with { Outcome = _services.IsEnding ? Outcome.Interrupted : Outcome.Stopped };
        }
        catch (Exception e)
        {
            // The input shows every error, and the other inputs continue.
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

    /// <summary>Stores the outcome before the run is shown as ended: a client may then start the next run.</summary>
    private void End(StoredRun run)
    {
        Debug.Assert(Progress is not null && run.Outcome != Outcome.Running, "A run ends once, with its outcome.");
        try
        {
            if (_isRetired)
            {
                return;
            }

            // Of consecutive runs without new data, only the last one is kept.
            if (run.IsIdle && Runs is [_, (var idle, { IsIdle: true }), ..])
            {
                _services.Store.DeleteRun(_stored.Id, idle);
            }

            Save(_lastNumber, run);
        }
        catch (SqliteException e)
        {
            // No caller waits for the run. Its outcome is not shown, and all other inputs continue.
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
