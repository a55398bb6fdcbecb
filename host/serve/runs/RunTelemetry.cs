using System.Diagnostics;
using System.Diagnostics.Metrics;
using InputSdk;

namespace InputHost.Serve;

/// <summary>What is measured of runs, for whoever listens: OpenTelemetry's exporter, or dotnet-counters.</summary>
internal sealed class RunTelemetry : IDisposable
{
    public const string Name = "inputhost";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _objects;
    private readonly Counter<long> _rejectedLines;
    private readonly Counter<long> _events;

    public RunTelemetry()
    {
        _records = _meter.CreateCounter<long>("inputhost.records", "{record}", "Records committed.");
        _bytes = _meter.CreateCounter<long>(
            "inputhost.bytes",
            "By",
            "Bytes of objects read, as they lie in the source."
        );
        _objects = _meter.CreateCounter<long>(
            "inputhost.objects",
            "{object}",
            "Objects finished, skipped ones included."
        );
        _rejectedLines = _meter.CreateCounter<long>("inputhost.rejected_lines", "{line}", "Lines that are no records.");
        _events = _meter.CreateCounter<long>(
            "inputhost.events",
            "{event}",
            "What connectors told of, by code: s3.page_listed is a LIST, s3.object_read a GET."
        );
    }

    public void Count(string input, InputEvent inputEvent) =>
        _events.Add(
            1,
            new KeyValuePair<string, object?>("input", input),
            new KeyValuePair<string, object?>("code", inputEvent.Code)
        );

    public void Add(string input, CommittedTotals more)
    {
        var tag = new KeyValuePair<string, object?>("input", input);
        _records.Add(more.Records, tag);
        _bytes.Add(more.Bytes, tag);
        _objects.Add(more.Objects, tag);
        _rejectedLines.Add(more.RejectedLines, tag);
    }

    /// <summary>Has what is true of each input now looked at whenever it is asked for.</summary>
    public void Observe(Func<IEnumerable<LiveInput>> inputs, TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "inputhost.parked",
            () => inputs().Select(input => Measured(input, input.Left.Count)),
            "{object}",
            "Objects that are parked or archived."
        );
        _meter.CreateObservableGauge(
            "inputhost.lag",
            () =>
                from input in inputs()
                let cursor = input.Stored.Cursor
                where cursor is not null
                select Measured(input, (long)(time.GetUtcNow() - cursor.Time).TotalSeconds),
            "s",
            "How long ago the youngest object that was read was written."
        );
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measured(LiveInput input, long value) =>
        new(value, new KeyValuePair<string, object?>("input", input.Stored.Id));
}
