using System.Globalization;
using InputHost.Read;
using InputHost.State;

namespace InputHost.Health;

/// <summary>
/// The lines of a continuous run in a log: one for each pass that read something or that ended a failure, and one each
/// hour.
/// </summary>
internal sealed class FollowNews(DateTimeOffset started)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private CommittedTotals _atPass;
    private CommittedTotals _atHour;
    private DateTimeOffset _hour = started;
    private DateTimeOffset? _failingSince;
    private long _failedInRow;
    private long _passes;
    private long _failed;

    /// <returns>The lines to write after a pass without an error.</returns>
    public IReadOnlyList<LogLine> EndPass(InputFigures figures, DateTimeOffset now)
    {
        _passes++;
        var lines = new List<LogLine>();
        if (_failingSince is { } since)
        {
            lines.Add(
                new LogLine(
                    $"The source responds again. {Plural.Count(_failedInRow, "pass", "passes")} failed within "
                        + $"{(now - since).TotalSeconds:0} s. No record was lost.",
                    "run.recovered"
                )
            );
        }

        (_failingSince, _failedInRow) = (null, 0);
        var read = figures.Committed - _atPass;
        _atPass = figures.Committed;
        if (read.Records + read.RejectedLines + read.Objects > 0)
        {
            lines.Add(
                new LogLine(
                    $"Read {What(read)}.{Newest(figures)}{Unread(figures)}",
                    "run.pass_done",
                    Figures: FiguresOf(read, figures)
                )
            );
        }

        return lines;
    }

    public void FailPass(DateTimeOffset now)
    {
        _failingSince ??= now;
        _failedInRow++;
        _passes++;
        _failed++;
    }

    /// <returns>The line of the hour; null if the hour is not over.</returns>
    public LogLine? EndHour(InputFigures figures, DateTimeOffset now)
    {
        if (now - _hour < Hour)
        {
            return null;
        }

        var read = figures.Committed - _atHour;
        var line = new LogLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Since {_hour:HH:mm} UTC: {What(read)} in {Plural.Count(_passes, "pass", "passes")}, "
            ) + $"{_failed:N0} of them failed.{Newest(figures)}{Unread(figures)}",
            "run.hour",
            Figures: FiguresOf(read, figures)
        );
        (_hour, _atHour, _passes, _failed) = (now, figures.Committed, 0, 0);
        return line;
    }

    private static string What(CommittedTotals read) =>
        $"{Plural.Count(read.Records, "record")} from {Plural.Count(read.Objects, "object")} "
        + $"({Plural.Size(read.Bytes)})"
        + (read.RejectedLines == 0 ? "" : $", {Plural.Count(read.RejectedLines, "line")} rejected");

    private static string Newest(InputFigures figures) =>
        figures.NewestObject is { } newest
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" The newest object is from {newest.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."
            )
            : "";

    private static string Unread(InputFigures figures) =>
        figures.Unread == 0 ? "" : $" {Plural.Count(figures.Unread, "object")} unread.";

    private static Dictionary<string, long> FiguresOf(CommittedTotals read, InputFigures figures) =>
        new()
        {
            ["records"] = read.Records,
            ["rejectedLines"] = read.RejectedLines,
            ["objects"] = read.Objects,
            ["bytes"] = read.Bytes,
            ["unreadObjects"] = figures.Unread,
        };
}
