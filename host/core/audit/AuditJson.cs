using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InputHost.Audit;

/// <summary>Formats a report as one JSON object.</summary>
internal static class AuditJson
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of(AuditReport report) =>
        JsonSerializer.Serialize(
            new
            {
                from = Day(report.Days.From),
                to = Day(report.Days.To),
                complete = !report.NeedsAttention,
                verdict = report.Verdict(),
                output = report.Output is { } output
                    ? new
                    {
                        folder = output.Folder,
                        comparedBy = output.ById ? "id" : "content",
                        formats = output.Formats,
                        files = output.Files,
                        invalidLines = output.InvalidLines,
                        surplusRecords = output.SurplusRecords,
                    }
                    : null,
                total = Numbers(report.Total, report.Output is not null),
                folders = report.Folders.Select(folder => Numbers(folder, report.Output is not null)),
                differences = report.Differences.Select(Difference),
                warnings = report.Warnings,
            },
            Plain
        );

    private static object Numbers(FolderSummary folder, bool compared) =>
        new
        {
            folder = folder.Folder.Length == 0 ? null : folder.Folder,
            objects = folder.Objects,
            records = folder.Records,
            recordsInOutput = compared ? folder.RecordsInOutput : (long?)null,
            missingRecords = compared ? folder.MissingRecords : (long?)null,
            rejectedLines = folder.RejectedLines,
            rejectedLinesInOutput = compared ? folder.RejectedLinesInOutput : (long?)null,
            missingRejectedLines = compared ? folder.MissingRejectedLines : (long?)null,
            unreadObjects = folder.UnreadObjects,
            differentObjects = folder.DifferentObjects,
        };

    private static object Difference(AuditedObject next) =>
        new
        {
            @object = next.Name,
            version = next.Version,
            neverRead = next.IsNeverRead,
            records = next.Records,
            missingRecords = next.MissingRecords,
            rejectedLines = next.RejectedLines,
            missingRejectedLines = next.MissingRejectedLines,
            otherRejectedLines = next.OtherRejectedLines,
            unread = next.Unread is var (reason, message) ? new { reason = reason.ToString(), message } : null,
        };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
