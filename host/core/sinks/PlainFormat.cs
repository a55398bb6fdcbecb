using InputSdk;

namespace InputHost.Sinks;

/// <summary>Writes the records unchanged, and rejected lines with their origin and reason.</summary>
internal sealed class PlainFormat : MessageFormat
{
    public override string? FileOf(InputMessage message) =>
        message switch
        {
            RecordBatch batch => batch.LogType + ".ndjson",
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
