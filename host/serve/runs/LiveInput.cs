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
    private bool _isRetired;

    public LiveInput(StoredInput stored, RunServices services)
    {
        (_stored, _services) = (stored, services);
        _unread = new StoredUnreadObjects(stored.Id, services.Store);
        History = new RunHistory(stored.Id, services.Store, services.Time);
        FullResync = new FullResync(this, services);
    }

    public ChangeSignal Changes { get; } = new();

    public RunHistory History { get; }

    public FullResync FullResync { get; }

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
            var run = History.Start(progress.Started);
            _running = Task.Run(() => RunAsync(run, progress, newFullResync, stop));
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
                FullResync.Cancel();
            }
        }

        Changes.Notify();
        return true;
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

    /// <summary>Waits for the end of the current run. Its outcome is then in <see cref="History"/>.</summary>
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
                History.Update(sums);
            }
        }
    }

    private async Task RunAsync(StoredRun run, RunProgress progress, bool newFullResync, CancellationTokenSource stop)
    {
        using var _ = stop;
        var cancellationToken = stop.Token;

        // A separate trace: that of the request which started the run may not be sampled, and ends before the run.
        Activity.Current = null;
        using var activity = RunTelemetry.Activities.StartActivity("run");
        activity?.SetTag("input", _stored.Id);
        try
        {
            using var slot = await _services.Slots.TakeAsync(cancellationToken);
            var outcome = await new InputRun(this, _services, progress, newFullResync).RunAsync(cancellationToken);
            _unread.EndRun(progress.Started, isFull: newFullResync);
            run = run with { Outcome = outcome };
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
            if (!_isRetired)
            {
                History.End(run);
            }
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
}
