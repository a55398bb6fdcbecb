using InputSdk;

namespace InputHost.Sinks;

/// <summary>Writes the records unchanged, and rejected lines with their origin and reason.</summary>
/// <param name="format">The format of the records; null for the native format.</param>
internal sealed class PlainFormat(string? format = null) : MessageFormat
{
    /// <summary>The name of the file for records, so that a file contains only records of one format.</summary>
    public static string RecordsFile(string logType, string? format) =>
        format is null ? $"{logType}.ndjson" : $"{logType}.{format}.ndjson";

    public override string? FileOf(InputMessage message) =>
        message switch
        {
            RecordBatch batch => RecordsFile(batch.LogType, format),
            RejectedLine => Rejects,
            _ => null,
        };

    public override void Write(InputMessage message, Stream stream)
    {
        if (message is RecordBatch batch)
        {
            stream.Write(batch.Records.Span);
        }
        else if (message is RejectedLine rejected)
        {
            Line(
                stream,
                json =>
                {
                    json.WriteString("object", $"s3://{rejected.Origin.Container}/{rejected.Origin.Object}");
                    json.WriteString("version", rejected.Origin.Version);
                    json.WriteNumber("line", rejected.Origin.Ordinal);
                    json.WriteString("code", rejected.Error.Code);
                    json.WriteString("message", rejected.Error.Message);
                    json.WriteBase64String("raw", rejected.Raw.Span);
                }
            );
        }
    }
}
