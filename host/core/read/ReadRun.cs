using InputHost.Sinks;
using InputHost.State;
using InputSdk;

namespace InputHost.Read;

/// <summary>
/// Pulls messages from a connector, writes them, and stores each checkpoint together with the lengths of the output
/// that it covers. The stored checkpoint and the committed output are consistent at any time.
/// </summary>
internal sealed class ReadRun(
    IInputConnector connector,
    ISink sink,
    RunOptions plan,
    ReadHost host,
    IReadDisplay display,
    Random random
)
{
    private readonly ReadTotals _totals = host.Totals;
    private Checkpoint? _checkpoint;
    private long _records;
    private long _rejectedLines;
    private long _bytes;
    private bool _uncovered;
    private bool _isStateUnknown;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _checkpoint = plan.Slot?.Load();
        var backOff = new BackOff(random);
        while (true)
        {
            TimeSpan pause;
            try
            {
                ResumeFromState();
                await PassAsync(cancellationToken);
                backOff.Reset();
                pause = plan.Follow ?? TimeSpan.Zero;
                ReportPass();
            }
            catch (InputException e) when (plan.Follow is not null && e.Error.Kind == ErrorKind.Transient)
            {
                sink.Rollback();
                pause = backOff.Next(e.Error.RetryAfter);
                display.PassFailed(e.Error, pause);
            }
            catch (HostException e) when (CanContinueAfter(e))
            {
                IgnoreSecondaryErrors(sink.Rollback);
                _isStateUnknown = true;
                pause = backOff.Next(retryAfter: null);
                display.PassFailed(
                    new InputError
                    {
                        Kind = e.Kind,
                        Code = "host.state",
                        Message = e.Message,
                    },
                    pause
                );
            }
            catch (InputException e)
            {
                IgnoreSecondaryErrors(sink.Rollback);
                IgnoreSecondaryErrors(() => sink.WriteError(e.Error));
                throw;
            }
            catch
            {
                IgnoreSecondaryErrors(sink.Rollback);
                throw;
            }

            if (plan.Follow is null)
            {
                return;
            }

            await Task.Delay(pause, host.Time, cancellationToken);
        }
    }

    private bool CanContinueAfter(HostException error) =>
        plan is { Follow: not null, Slot.CanReconnect: true } && error.Kind == ErrorKind.Transient;

    /// <summary>After an error of the state, only the state knows whether the last checkpoint was stored.</summary>
    private void ResumeFromState()
    {
        if (_isStateUnknown)
        {
            _checkpoint = plan.Slot!.Reload();
            sink.Resume();
            _isStateUnknown = false;
        }
    }

    private void ReportPass()
    {
        foreach (var remark in sink.TakeRemarks())
        {
            display.WriteLine(remark);
        }

        if (plan.Follow is not null)
        {
            foreach (var remark in _totals.PassRemarks)
            {
                display.WriteLine(remark);
            }
        }

        display.PassEnded();
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        (_records, _rejectedLines, _uncovered) = (0, 0, false);
        _totals.BeginPass();
        var request = new ReadRequest
        {
            Config = plan.Config,
            From = _checkpoint,
            Following = plan.IsFollowing,
            Days = plan.Days,
            Concurrency = plan.Concurrency,
            Format = plan.Format,
        };
        if (plan.Limit == 0)
        {
            return;
        }

        // On a separate thread, so that a slow or blocked output does not block a thread that creates records.
        await Task.Factory.StartNew(
            () => Pull(request, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Writes messages while the connector creates the next ones.</summary>
    private void Pull(ReadRequest request, CancellationToken cancellationToken)
    {
        foreach (
            var message in connector.ReadAsync(request, host, cancellationToken).ToBlockingEnumerable(cancellationToken)
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(Shortened(message));
            display.ShowProgress(_totals.Progress);
            if (_totals.Records >= plan.Limit)
            {
                break;
            }
        }

        EndPass();
    }

    /// <summary>
    /// For the cleanup after an error. Only the first error is reported. Files that cannot be truncated now are
    /// truncated when they are opened again.
    /// </summary>
    private static void IgnoreSecondaryErrors(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is HostException or OutputClosedException)
        {
            // The original error is rethrown.
        }
    }

    private void Take(InputMessage message)
    {
        sink.Write(message);
        display.MessageWritten(message);
        _uncovered = true;
        if (_totals.Count(message, plan.ShowRejects) is { } line && plan.Follow is not null)
        {
            display.WriteLine(line);
        }

        switch (message)
        {
            case RecordBatch batch:
                _records += batch.Count;
                break;
            case RejectedLine:
                _rejectedLines++;
                break;
            case CheckpointReached reached:
                Commit(reached);
                break;
        }
    }

    private void Commit(CheckpointReached reached)
    {
        if (reached.Records != _records || reached.RejectedLines != _rejectedLines)
        {
            throw new HostException(
                ErrorKind.Internal,
                $"The connector counts {reached.Records} records and {reached.RejectedLines} rejected lines since its "
                    + $"last checkpoint, but the host received {_records} and {_rejectedLines}. The checkpoint is not "
                    + "stored. Report this error to the author of the connector."
            );
        }

        if (reached.Checkpoint.State.Length > Checkpoint.MaxStateBytes)
        {
            throw new HostException(
                ErrorKind.Internal,
                $"The connector returned a checkpoint of {reached.Checkpoint.State.Length} bytes; the maximum is "
                    + $"{Checkpoint.MaxStateBytes} bytes. The checkpoint is not stored. "
                    + "Report this error to the author of the connector."
            );
        }

        var lengths = sink.Flush();
        plan.Slot?.Commit(
            reached.Checkpoint,
            lengths,
            new CommittedTotals(reached.Records, reached.RejectedLines, _totals.Bytes - _bytes, reached.Objects)
        );
        _bytes = _totals.Bytes;
        CommitSink();
        display.CheckpointStored(reached);
        _checkpoint = reached.Checkpoint;
        (_records, _rejectedLines, _uncovered) = (0, 0, false);
    }

    private void EndPass()
    {
        if (plan.Slot is null)
        {
            sink.Flush();
            return;
        }

        if (_records + _rejectedLines > 0)
        {
            throw new HostException(
                ErrorKind.Internal,
                $"The connector ended a pass with {_records} records and {_rejectedLines} rejected lines that no "
                    + "checkpoint covers. They are discarded. Report this error to the author of the connector."
            );
        }

        // Skipped objects can be reported without a new checkpoint. The last checkpoint is also valid after them.
        if (_uncovered)
        {
            var lengths = sink.Flush();
            if (_checkpoint is not null)
            {
                plan.Slot.Commit(_checkpoint, lengths, more: default);
            }
        }

        CommitSink();

        plan.Slot.CompletePass();
    }

    private void CommitSink()
    {
        if (plan.Slot is not null)
        {
            sink.Committed();
        }
    }

    private InputMessage Shortened(InputMessage message)
    {
        if (message is not RecordBatch batch || plan.Limit is not { } limit || batch.Count <= limit - _totals.Records)
        {
            return message;
        }

        var (kept, end) = ((int)(limit - _totals.Records), 0);
        for (var i = 0; i < kept; i++)
        {
            end += batch.Records.Span[end..].IndexOf((byte)'\n') + 1;
        }

        return batch with
        {
            Count = kept,
            Records = batch.Records[..end],
        };
    }
}
