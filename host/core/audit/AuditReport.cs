using InputHost.Read;
using InputSdk;

namespace InputHost.Audit;

/// <summary>The result of an audit: what the source contains, and how the output differs from it.</summary>
internal sealed record AuditReport
{
    public required DayRange Days { get; init; }

    /// <summary>The numbers by folder, in the order of the names.</summary>
    public required IReadOnlyList<FolderSummary> Folders { get; init; }

    public required FolderSummary Total { get; init; }

    /// <summary>The objects with missing lines, or that cannot be read now, in the order of the names.</summary>
    public required IReadOnlyList<AuditedObject> Differences { get; init; }

    /// <summary>The warnings of the read. What they name was not compared.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Null if only the source was read.</summary>
    public AuditedOutput? Output { get; init; }

    /// <summary>Something is missing, or could not be compared.</summary>
    public bool NeedsAttention => Differences.Count + Warnings.Count > 0;

    public static AuditReport Of(
        DayRange days,
        IReadOnlyList<AuditedObject> objects,
        IReadOnlyList<string> warnings,
        AuditedOutput? output
    ) =>
        new()
        {
            Days = days,
            Folders =
            [
                .. objects
                    .GroupBy(next => next.Folder, StringComparer.Ordinal)
                    .OrderBy(folder => folder.Key, StringComparer.Ordinal)
                    .Select(folder => FolderSummary.Of(folder.Key, folder)),
            ],
            Total = FolderSummary.Of("", objects),
            Differences =
            [
                .. objects
                    .Where(next => next.IsDifferent)
                    .OrderBy(next => next.Name, StringComparer.Ordinal)
                    .ThenBy(next => next.Version, StringComparer.Ordinal),
            ],
            Warnings = warnings,
            Output = output,
        };

    /// <summary>The result in one or two sentences.</summary>
    public string Verdict() =>
        Warnings.Count == 0
            ? Result()
            : $"{Result()} {Plural.Count(Warnings.Count, "warning")} "
                + $"{(Warnings.Count == 1 ? "was" : "were")} reported: objects that a warning names were not compared.";

    private string Result()
    {
        var parts = new List<string>();
        Add(Total.MissingRecords, "record is missing", "records are missing");
        Add(Total.MissingRejectedLines, "rejected line is missing", "rejected lines are missing");
        Add(
            Total.OtherRejectedLines,
            "rejected line of the output is not a rejected line of the source",
            "rejected lines of the output are not rejected lines of the source"
        );
        Add(Total.UnreadObjects, "object cannot be read now", "objects cannot be read now");
        var contents =
            $"{Plural.Count(Total.Records, "record")} and {Plural.Count(Total.RejectedLines, "rejected line")} "
            + $"of {Plural.Count(Total.Objects, "object")}";
        return (parts.Count, Output, Total.Objects) switch
        {
            (> 0, not null, _) => $"The output differs from the source: {string.Join(", ", parts)}.",
            (> 0, null, _) => $"The source has {contents}. Not all of it can be read: {string.Join(", ", parts)}.",
            (_, null, _) => $"The source has {contents}. Specify --out to compare the output.",
            (_, _, 0) => "Nothing is missing: no object was found in the folders of these days.",
            _ => $"Nothing is missing: the output has all {contents}.",
        };

        void Add(long count, string one, string many)
        {
            if (count > 0)
            {
                parts.Add($"{count:N0} {(count == 1 ? one : many)}");
            }
        }
    }
}
