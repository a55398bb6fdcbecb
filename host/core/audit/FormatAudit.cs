using InputHost.Sinks;
using InputSdk;

namespace InputHost.Audit;

/// <summary>
/// Compares an output with the source, which is read once in each format of the output. A record must be in the output
/// in one of the formats.
/// </summary>
/// <param name="connectorId">The ID of the connector, from which record IDs are calculated.</param>
/// <param name="folder">The output folder.</param>
/// <param name="formats">The formats of the output. Null is the native format.</param>
/// <param name="read">Reads the source in a format.</param>
internal sealed class FormatAudit(
    string connectorId,
    OutputFolder folder,
    IReadOnlyList<string?> formats,
    Func<string?, ISink, Task> read
)
{
    /// <summary>The limit for several formats, because what was found is stored for each record.</summary>
    private const long MaxLines = 5_000_000;

    private readonly List<OutputFileLines> _files = [];
    private IReadOnlyList<AuditedObject>? _objects;
    private IReadOnlyList<bool> _found = [];

    public async Task<(IReadOnlyList<AuditedObject> Objects, AuditedOutput Output)> RunAsync()
    {
        foreach (var format in formats.SkipLast(1))
        {
            using var source = await ReadAsync(format, byRecord: true);
            _files.AddRange(AuditedOutput.Find(folder, source, format));
            _found = source.FoundRecords();
        }

        using var last = await ReadAsync(formats[^1], byRecord: false);
        var output = AuditedOutput.Compare(folder, last, formats[^1]);
        return (
            last.Objects,
            output with
            {
                Formats = [.. formats.Select(format => format ?? RecordFormats.Native)],
                Files = [.. _files.Concat(output.Files).DistinctBy(file => file.Name)],
            }
        );
    }

    private async Task<SourceInventory> ReadAsync(string? format, bool byRecord)
    {
        var source = new SourceInventory(
            connectorId,
            folder.HasIds,
            formats.Count > 1 ? MaxLines : SourceInventory.MaxLines
        )
        {
            Found = _found,
            ByRecord = byRecord,
        };
        await read(format, source);
        if (_objects is not null && !Contents(_objects).SequenceEqual(Contents(source.Objects)))
        {
            throw new HostException(
                ErrorKind.Transient,
                "The objects of these days changed during the audit. Run the audit again, or specify earlier days."
            );
        }

        _objects = source.Objects;
        return source;
    }

    /// <summary>The objects with records, in the order of the read, which is the same for each format.</summary>
    private static IEnumerable<(string Name, string Version, long Records)> Contents(
        IEnumerable<AuditedObject> objects
    ) => objects.Where(next => next.Records > 0).Select(next => (next.Name, next.Version, next.Records));
}
