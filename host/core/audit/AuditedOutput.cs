using InputHost.Sinks;
using InputSdk;

namespace InputHost.Audit;

/// <summary>What was compared of an output folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="ById">Records were compared by ID and content, otherwise only by content.</param>
/// <param name="Formats">The formats of the records.</param>
/// <param name="Files">The files that were read.</param>
/// <param name="InvalidLines">The number of lines that are not in the format of their file. They were ignored.</param>
/// <param name="SurplusRecords">The number of records that the output contains more often than the source.</param>
internal sealed record AuditedOutput(
    string Folder,
    bool ById,
    IReadOnlyList<string> Formats,
    IReadOnlyList<OutputFileLines> Files,
    long InvalidLines,
    long SurplusRecords
)
{
    /// <summary>Compares the files of a folder with the source.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="source">What the source contains, in the format.</param>
    /// <param name="format">The format of the compared records; null for the native format.</param>
    public static AuditedOutput Compare(OutputFolder folder, SourceInventory source, string? format = null)
    {
        using var comparison = new OutputComparison(source, folder.HasIds, format);
        var files = ReadRecords(folder, source, format, comparison);
        files.AddRange(Read(folder, MessageFormat.Rejects, comparison.AddReject));
        var surplus = comparison.Complete();
        return new AuditedOutput(
            folder.Path,
            folder.HasIds,
            [format ?? RecordFormats.Native],
            files,
            comparison.InvalidLines,
            surplus
        );
    }

    /// <summary>Finds the records of one of several formats.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="source">What the source contains, in the format and by record.</param>
    /// <param name="format">The format; null for the native format.</param>
    /// <returns>The files that were read.</returns>
    public static IReadOnlyList<OutputFileLines> Find(OutputFolder folder, SourceInventory source, string? format)
    {
        using var comparison = new OutputComparison(source, folder.HasIds, format);
        return ReadRecords(folder, source, format, comparison);
    }

    private static List<OutputFileLines> ReadRecords(
        OutputFolder folder,
        SourceInventory source,
        string? format,
        OutputComparison comparison
    ) =>
        [
            .. source.LogTypes.SelectMany(logType =>
                Read(folder, PlainFormat.RecordsFile(logType, format), line => comparison.AddRecord(logType, line))
            ),
            .. Read(folder, EnvelopeFormat.FileName, comparison.AddMessage),
        ];

    private static IEnumerable<OutputFileLines> Read(
        OutputFolder folder,
        string fileName,
        Action<ReadOnlySpan<byte>> line
    ) => folder.FilesOf(fileName).Select(name => folder.Read(name, line));
}
