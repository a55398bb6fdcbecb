using System.Text;
using System.Text.Json;

namespace InputHost.Audit;

/// <summary>Counts which of the expected lines the output contains.</summary>
/// <param name="source">What the source contains.</param>
/// <param name="byId">Records are compared by ID and content, otherwise only by content.</param>
/// <param name="format">The format of the compared records; null for the native format.</param>
internal sealed class OutputComparison(SourceInventory source, bool byId, string? format) : IDisposable
{
    private readonly byte[] _format = Encoding.UTF8.GetBytes(format ?? "");
    private readonly LineHasher _hasher = new();

    /// <summary>The number of lines that are not in the format of their file.</summary>
    public long InvalidLines { get; private set; }

    public void Dispose() => _hasher.Dispose();

    /// <summary>Counts a record of a plain file.</summary>
    public void AddRecord(string logType, ReadOnlySpan<byte> record) =>
        source.Records.Find(_hasher.OfRecord(Encoding.UTF8.GetBytes(logType), record));

    /// <summary>Counts a line of the file for rejected lines.</summary>
    public void AddReject(ReadOnlySpan<byte> line) => AddReject(line, origin: null, ordinal: "line");

    /// <summary>Counts a message of an output in the format of <c>--envelope</c>.</summary>
    public void AddMessage(ReadOnlySpan<byte> line)
    {
        EnvelopeLine message;
        try
        {
            message = EnvelopeLine.Parse(line);
        }
        catch (JsonException)
        {
            InvalidLines++;
            return;
        }

        if (message.IsRecord)
        {
            if (message.Format.SequenceEqual(_format))
            {
                source.Records.Find(_hasher.OfRecord(byId ? message.Id : message.LogType, message.Data));
            }
        }
        else if (message.IsRejectedLine)
        {
            AddReject(line, origin: "origin", ordinal: "ordinal");
        }
        else if (!message.IsOther)
        {
            InvalidLines++;
        }
    }

    /// <summary>Stores the result of the comparison in the objects.</summary>
    /// <returns>The number of records that the output contains more often than the source.</returns>
    public long Complete()
    {
        var (records, surplus) = source.Records.Compare(source.Objects.Count);
        var (rejects, _) = source.RejectedLines.Compare(source.Objects.Count);
        for (var i = 0; i < source.Objects.Count; i++)
        {
            source.Objects[i].MissingRecords = records[i];
            source.Objects[i].MissingRejectedLines = rejects[i];
        }

        return surplus;
    }

    private void AddReject(ReadOnlySpan<byte> line, string? origin, string ordinal)
    {
        if (OriginOf(line, origin, ordinal) is not var (name, version, number))
        {
            InvalidLines++;
        }
        else if (
            !source.RejectedLines.Find(_hasher.OfReject(name, version, number))
            && source.Find(name, version) is { Unread: null } from
        )
        {
            from.OtherRejectedLines++;
        }
    }

    private static (string Object, string Version, long Line)? OriginOf(
        ReadOnlySpan<byte> line,
        string? origin,
        string ordinal
    )
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            var at = JsonElement.ParseValue(ref reader);
            if (at.ValueKind == JsonValueKind.Object && origin is not null && at.TryGetProperty(origin, out var inner))
            {
                at = inner;
            }

            return
                at.ValueKind == JsonValueKind.Object
                && TextOf(at, "object") is { } name
                && TextOf(at, "version") is { } version
                && at.TryGetProperty(ordinal, out var number)
                && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt64(out var value)
                ? (name, version, value)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The line is not JSON, or a string in it is not valid Unicode.
            return null;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
