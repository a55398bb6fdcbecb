using System.Globalization;
using System.Text;

namespace InputHost.Health;

/// <summary>
/// Writes figures in the text format of Prometheus, version 0.0.4:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IReadOnlyList<InputFigures> inputs, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Family("records_total", "counter", "Committed records.", input => input.Committed.Records);
        Family("rejected_lines_total", "counter", "Committed rejected lines.", input => input.Committed.RejectedLines);
        Family(
            "object_bytes_total",
            "counter",
            "Bytes of committed objects, as stored in the source.",
            input => input.Committed.Bytes
        );
        Family("objects_total", "counter", "Committed objects.", input => input.Committed.Objects);
        Family("unread_objects", "gauge", "Objects that are parked or archived.", input => input.Unread);
        Family(
            "lag_seconds",
            "gauge",
            "Seconds since the newest object that was read was written.",
            input => Seconds(now - input.NewestObject)
        );
        Family(
            "last_success_timestamp_seconds",
            "gauge",
            "When the last pass without an error ended.",
            input => Seconds(input.LastSuccess - DateTimeOffset.UnixEpoch)
        );
        Family(
            "seconds_since_success",
            "gauge",
            "Seconds since the last pass without an error ended.",
            input => Seconds(now - input.LastSuccess)
        );
        Family("failing", "gauge", "1 if the last pass ended with an error.", input => input.IsFailing ? 1 : 0);
        Start("events_total", "counter", "Events of the connector by code.");
        foreach (var input in inputs)
        {
            foreach (var (code, count) in input.Events)
            {
                Sample("events_total", [.. input.Labels, ("code", code)], count);
            }
        }

        return text.ToString();

        void Family(string name, string type, string help, Func<InputFigures, double?> value)
        {
            Start(name, type, help);
            foreach (var input in inputs)
            {
                if (value(input) is { } number)
                {
                    Sample(name, input.Labels, number);
                }
            }
        }

        void Start(string name, string type, string help) =>
            text.Append(
                CultureInfo.InvariantCulture,
                $"# HELP inputhost_{name} {help}\n# TYPE inputhost_{name} {type}\n"
            );

        void Sample(string name, IReadOnlyList<(string Name, string Value)> labels, double value) =>
            text.Append(
                CultureInfo.InvariantCulture,
                $"inputhost_{name}{{{string.Join(',', labels.Select(Label))}}} {value}\n"
            );
    }

    private static double? Seconds(TimeSpan? time) => time is { } span ? Math.Round(span.TotalSeconds, 3) : null;

    private static string Label((string Name, string Value) label) =>
        $"{label.Name}=\"{label.Value.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)}\"";
}
