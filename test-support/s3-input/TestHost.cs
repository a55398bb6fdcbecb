using System.Collections.Concurrent;
using System.Text;

namespace InputSdk.S3.TestSupport;

/// <summary>A host that keeps the reported events, with a clock that changes only when a test sets it.</summary>
internal sealed class TestHost : IInputHost
{
    public ConcurrentQueue<InputEvent> Events { get; } = new();

    public StoppedClock Clock { get; } = new();

    public TimeProvider Time => OtherTime ?? Clock;

    /// <summary>Replaces <see cref="Clock"/>.</summary>
    public TimeProvider? OtherTime { get; init; }

    public string TenantId => "";

    public void Report(InputEvent inputEvent) => Events.Enqueue(inputEvent);
}

/// <summary>A host that reads for a tenant.</summary>
internal sealed class TenantHost(string tenant) : IInputHost
{
    public TimeProvider Time => TimeProvider.System;

    public string TenantId => tenant;

    public void Report(InputEvent inputEvent) { }
}

internal sealed class StoppedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}

/// <summary>The messages of one pass, copied from the buffers that belong to the connector.</summary>
internal sealed class ReadResult
{
    public List<InputMessage> Messages { get; } = [];

    /// <summary>Records by their origin.</summary>
    public List<(RecordOrigin Origin, string Json)> Records { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    public List<ObjectSkipped> Skipped { get; } = [];

    public Checkpoint? Checkpoint { get; set; }

    public InputError? Error { get; set; }

    public IEnumerable<string> Objects => Records.Select(record => record.Origin.Object).Distinct();

    /// <summary>Reads a whole pass, or a number of messages.</summary>
    public static async Task<ReadResult> OfAsync(
        IInputConnector connector,
        ReadRequest request,
        IInputHost host,
        int messages = int.MaxValue
    )
    {
        var result = new ReadResult { Checkpoint = request.From };
        try
        {
            await foreach (var message in connector.ReadAsync(request, host))
            {
                result.Add(message);
                if (--messages == 0)
                {
                    break;
                }
            }
        }
        catch (InputException e)
        {
            result.Error = e.Error;
        }

        return result;
    }

    private void Add(InputMessage message)
    {
        switch (message)
        {
            case RecordBatch batch:
                var ordinal = batch.Origin.Ordinal;
                foreach (var json in Encoding.UTF8.GetString(batch.Records.Span).Split('\n')[..^1])
                {
                    Records.Add((batch.Origin with { Ordinal = ordinal++ }, json));
                }

                Messages.Add(batch with { Records = batch.Records.ToArray() });
                break;
            case RejectedLine rejected:
                Rejected.Add(rejected with { Raw = rejected.Raw.ToArray() });
                Messages.Add(Rejected[^1]);
                break;
            case ObjectSkipped skipped:
                Skipped.Add(skipped);
                Messages.Add(skipped);
                break;
            case CheckpointReached reached:
                Checkpoint = reached.Checkpoint;
                Messages.Add(reached);
                break;
        }
    }
}
