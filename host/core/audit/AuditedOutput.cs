using InputHost.Sinks;

namespace InputHost.Audit;

/// <summary>What was compared of an output folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="ById">Records were compared by ID and content, otherwise only by content.</param>
/// <param name="Files">The files that were read.</param>
/// <param name="InvalidLines">The number of lines that are not in the format of their file. They were ignored.</param>
/// <param name="SurplusRecords">The number of records that the output contains more often than the source.</param>
internal sealed record AuditedOutput(
    string Folder,
    bool ById,
    IReadOnlyList<OutputFileLines> Files,
    long InvalidLines,
    long SurplusRecords
)
{
    /// <summary>Compares the files of a folder with the source.</summary>
    public static AuditedOutput Compare(OutputFolder folder, SourceInventory source)
    {
        using var comparison = new OutputComparison(source, folder.HasIds);
        var files = new List<OutputFileLines>();
        foreach (var logType in source.LogTypes)
        {
            Read($"{logType}.ndjson", line => comparison.AddRecord(logType, line));
        }

        Read(MessageFormat.Rejects, comparison.AddReject);
        Read(EnvelopeFormat.FileName, comparison.AddMessage);
        var surplus = comparison.Complete();
        return new AuditedOutput(folder.Path, folder.HasIds, files, comparison.InvalidLines, surplus);

        void Read(string fileName, Action<ReadOnlySpan<byte>> line) =>
            files.AddRange(folder.FilesOf(fileName).Select(name => folder.Read(name, line)));
    }
}
