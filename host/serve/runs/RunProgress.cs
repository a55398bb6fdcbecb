using InputHost.Read;
using InputHost.State;
using InputSdk;

namespace InputHost.Serve.Runs;

/// <summary>The progress of the current run, which the pages show and which is stored with each checkpoint.</summary>
internal sealed class RunProgress(LiveInput input, RunServices services) : IReadDisplay
{
    private const int MaxRemarks = 10;

    private readonly List<string> _remarks = [];
    private CommittedTotals _stored;

    public DateTimeOffset Started { get; } = services.Time.GetUtcNow();

    public ReadTotals Totals { get; } = new();

    public string Text { get; private set; } = "Connecting";

    /// <summary>The committed totals.</summary>
    public CommittedTotals Sums => _stored;

    /// <summary>Messages about the run for users.</summary>
    public IReadOnlyList<string> Remarks
    {
        get
        {
            lock (_remarks)
            {
                return [.. _remarks];
            }
        }
    }

    public void WriteLine(LogLine line)
    {
        lock (_remarks)
        {
            if (_remarks.Count < MaxRemarks)
            {
                _remarks.Add(line.ToString());
            }
        }
    }

    public void EventReported(InputEvent inputEvent) => services.Telemetry.Count(input.Stored.Id, inputEvent);

    void IReadDisplay.ShowProgress(string text)
    {
        Text = text;
        input.Changes.Notify();
    }

    public void MessageWritten(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                input.Read(batch.Origin);
                break;
            case RejectedLine rejected:
                input.Read(rejected.Origin);
                break;
            case ObjectSkipped skipped:
                input.Skipped(skipped);
                break;
        }
    }

    public void CheckpointStored(CheckpointReached reached)
    {
        var sums = _stored with { Bytes = Totals.Bytes };
        sums += new CommittedTotals(reached.Records, reached.RejectedLines, 0, reached.Objects);
        var more = sums - _stored;
        _stored = sums;
        input.Update(stored =>
            (
                stored.Full
                    ? stored with
                    {
                        FullSums = stored.FullSums + more,
                    }
                    : stored with
                    {
                        Sums = stored.Sums + more,
                    }
            ) with
            {
                Cursor = reached.Cursor is { } cursor && !(stored.Cursor?.Time > cursor.Time) ? cursor : stored.Cursor,
            }
        );
        input.Committed(_stored);
        services.Telemetry.Add(input.Stored.Id, more);
        if (reached.Records > 0)
        {
            services.Store.AddToMinute(input.Stored.Id, services.Time.GetUtcNow(), reached.Records);
        }
    }

    public Task RunAsync(Func<Task> read) => read();
}
