using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using InputHost.Health;
using InputHost.State;
using InputSdk;

namespace InputHost.Serve.Runs;

/// <summary>The metrics and traces of runs, for the exporter of OpenTelemetry or for dotnet-counters.</summary>
internal sealed class RunTelemetry : IDisposable
{
    public const string Name = "inputhost";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly ConcurrentDictionary<string, EventCounts> _counts = new(StringComparer.Ordinal);
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _objects;
    private readonly Counter<long> _rejectedLines;
    private readonly Counter<long> _events;

    public RunTelemetry()
    {
        _records = _meter.CreateCounter<long>("inputhost.records", "{record}", "Committed records.");
        _bytes = _meter.CreateCounter<long>(
            "inputhost.bytes",
            "By",
            "Bytes of objects that were read, as stored in the source."
        );
        _objects = _meter.CreateCounter<long>(
            "inputhost.objects",
            "{object}",
            "Committed objects, including skipped ones."
        );
        _rejectedLines = _meter.CreateCounter<long>("inputhost.rejected_lines", "{line}", "Committed rejected lines.");
        _events = _meter.CreateCounter<long>(
            "inputhost.events",
            "{event}",
            "Events of connectors by code, such as s3.page_listed, s3.object_read and s3.request_retried."
        );
    }

    public void Count(string input, InputEvent inputEvent)
    {
        _counts.GetOrAdd(input, _ => new EventCounts()).Add(inputEvent);
        _events.Add(
            1,
            new KeyValuePair<string, object?>("input", input),
            new KeyValuePair<string, object?>("code", inputEvent.Code)
        );
    }

    /// <summary>The number of events of an input since the start of the program, by code.</summary>
    public IReadOnlyDictionary<string, long> EventsOf(string input) =>
        _counts.TryGetValue(input, out var counts) ? counts.ToDictionary() : new Dictionary<string, long>();

    public void Add(string input, CommittedTotals more)
    {
        var tag = new KeyValuePair<string, object?>("input", input);
        _records.Add(more.Records, tag);
        _bytes.Add(more.Bytes, tag);
        _objects.Add(more.Objects, tag);
        _rejectedLines.Add(more.RejectedLines, tag);
    }

    /// <summary>Creates the gauges, which read the current values of each input when they are collected.</summary>
    public void Observe(Func<IEnumerable<LiveInput>> inputs, TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "inputhost.parked",
            () => inputs().Select(input => Measured(input, input.UnreadObjects.Count)),
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
            "Seconds since the newest object that was read was written."
        );
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measured(LiveInput input, long value) =>
        new(value, new KeyValuePair<string, object?>("input", input.Stored.Id));
}
