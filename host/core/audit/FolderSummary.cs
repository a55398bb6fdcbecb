namespace InputHost.Audit;

/// <summary>The numbers of one folder of the source, or of all folders.</summary>
internal sealed record FolderSummary
{
    public required string Folder { get; init; }

    public long Objects { get; init; }

    public long Records { get; init; }

    public long MissingRecords { get; init; }

    public long RecordsInOutput => Records - MissingRecords;

    public long RejectedLines { get; init; }

    public long MissingRejectedLines { get; init; }

    /// <summary>Includes lines that the output contains as rejected, but the source does not.</summary>
    public long RejectedLinesInOutput => RejectedLines - MissingRejectedLines + OtherRejectedLines;

    public long OtherRejectedLines { get; init; }

    public long UnreadObjects { get; init; }

    public long DifferentObjects { get; init; }

    public static FolderSummary Of(string folder, IEnumerable<AuditedObject> objects) =>
        objects.Aggregate(
            new FolderSummary { Folder = folder },
            (sum, next) =>
                sum with
                {
                    Objects = sum.Objects + 1,
                    Records = sum.Records + next.Records,
                    MissingRecords = sum.MissingRecords + next.MissingRecords,
                    RejectedLines = sum.RejectedLines + next.RejectedLines,
                    MissingRejectedLines = sum.MissingRejectedLines + next.MissingRejectedLines,
                    OtherRejectedLines = sum.OtherRejectedLines + next.OtherRejectedLines,
                    UnreadObjects = sum.UnreadObjects + (next.Unread is null ? 0 : 1),
                    DifferentObjects = sum.DifferentObjects + (next.IsDifferent ? 1 : 0),
                }
        );
}
