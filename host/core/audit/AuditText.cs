using InputHost.Read;
using InputSdk;

namespace InputHost.Audit;

/// <summary>Formats a report as lines of text.</summary>
internal static class AuditText
{
    private const string Gap = "  ";

    public static IEnumerable<string> Lines(AuditReport report)
    {
        yield return Title(report);
        yield return "";
        var rows = report
            .Folders.Append(report.Total with { Folder = "Total" })
            .Select(folder => Row(folder, report.Output is not null))
            .Prepend(Header(report.Output is not null))
            .ToList();
        foreach (var line in Aligned(rows))
        {
            yield return line;
        }

        yield return "";
        var notes = report
            .Differences.SelectMany(Differences)
            .Concat(report.Warnings.Select(warning => $"warning: {warning}"))
            .Concat(report.Output is { } output ? Notes(output) : [])
            .ToList();
        foreach (var note in notes)
        {
            yield return note;
        }

        if (notes.Count > 0)
        {
            yield return "";
        }

        yield return report.Verdict();
    }

    private static string Title(AuditReport report) =>
        $"Days {report.Days.From:yyyy-MM-dd} to {report.Days.To:yyyy-MM-dd}"
        + (
            report.Output is { } output
                ? $", compared with {Plural.Count(output.Files.Count, "file")} in {output.Folder} "
                    + (output.ById ? "by record ID and content" : "by content")
                    + (output.Formats is [RecordFormats.Native] ? "" : $" ({string.Join(", ", output.Formats)})")
                : ""
        );

    private static string[] Header(bool compared) =>
        compared
            ? ["Objects", "Records", "In output", "Missing", "Rejected", "In output", "Missing", "Folder"]
            : ["Objects", "Records", "Rejected", "Folder"];

    private static string[] Row(FolderSummary folder, bool compared) =>
        compared
            ?
            [
                $"{folder.Objects:N0}",
                $"{folder.Records:N0}",
                $"{folder.RecordsInOutput:N0}",
                $"{folder.MissingRecords:N0}",
                $"{folder.RejectedLines:N0}",
                $"{folder.RejectedLinesInOutput:N0}",
                $"{folder.MissingRejectedLines:N0}",
                folder.Folder,
            ]
            : [$"{folder.Objects:N0}", $"{folder.Records:N0}", $"{folder.RejectedLines:N0}", folder.Folder];

    /// <summary>Numbers are aligned to the right; the last column has the names.</summary>
    private static IEnumerable<string> Aligned(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(i => rows.Max(row => row[i].Length)).ToArray();
        return rows.Select(row =>
            string.Join(Gap, row.Select((cell, i) => i < widths.Length ? cell.PadLeft(widths[i]) : cell))
        );
    }

    private static IEnumerable<string> Differences(AuditedObject next)
    {
        if (next.IsNeverRead)
        {
            yield return $"{next.Name}: never read: the output has none of its "
                + $"{Contents(next.Records, next.RejectedLines)}.";
        }
        else
        {
            if (next.MissingRecords > 0)
            {
                yield return $"{next.Name}: {Missing(next.MissingRecords, next.Records, "records")}.";
            }

            if (next.MissingRejectedLines > 0)
            {
                yield return $"{next.Name}: "
                    + $"{Missing(next.MissingRejectedLines, next.RejectedLines, "rejected lines")}.";
            }
        }

        if (next.OtherRejectedLines > 0)
        {
            yield return $"{next.Name}: the output has {Plural.Count(next.OtherRejectedLines, "rejected line")} "
                + "that this object does not have as rejected.";
        }

        if (next.Unread is var (reason, message))
        {
            yield return $"{next.Name}: cannot be read now ({reason.ToString().ToLowerInvariant()}): {message}";
        }
    }

    private static string Contents(long records, long rejectedLines) =>
        (records, rejectedLines) switch
        {
            (_, 0) => Plural.Count(records, "record"),
            (0, _) => Plural.Count(rejectedLines, "rejected line"),
            _ => $"{Plural.Count(records, "record")} and {Plural.Count(rejectedLines, "rejected line")}",
        };

    private static string Missing(long missing, long all, string nouns) =>
        $"{missing:N0} of {all:N0} {nouns} {(missing == 1 ? "is" : "are")} missing";

    private static IEnumerable<string> Notes(AuditedOutput output)
    {
        foreach (var file in output.Files.Where(file => file.IncompleteBytes > 0))
        {
            yield return $"note: the last line of {file.Name} is incomplete ({file.IncompleteBytes:N0} bytes) and was "
                + "ignored.";
        }

        if (output.InvalidLines > 0)
        {
            yield return $"note: {Plural.Count(output.InvalidLines, "line")} of the output could not be parsed and "
                + $"{(output.InvalidLines == 1 ? "was" : "were")} ignored.";
        }

        if (output.SurplusRecords > 0)
        {
            yield return $"note: the output has {Plural.Count(output.SurplusRecords, "more record")} equal to these. "
                + (
                    output.ById
                        ? "Its files contain records more than once."
                        : "They can be of other days, or be repeated."
                );
        }
    }
}
