using System.Text.Json;
using InputSdk;

namespace InputHost.Sinks;

/// <summary>Writes each message as one JSON object, and each record with its id and origin.</summary>
/// <param name="connectorId">The ID of the connector, from which record IDs are calculated.</param>
/// <param name="format">The format of the records; null for the native format.</param>
internal sealed class EnvelopeFormat(string connectorId, string? format = null) : MessageFormat
{
    public const string FileName = "messages.ndjson";

    public override string? FileOf(InputMessage message) => FileName;

    public override void Write(InputMessage message, Stream stream)
    {
        switch (message)
        {
            case RecordBatch batch:
                Records(batch, stream);
                break;
            case RejectedLine rejected:
                Line(
                    stream,
                    json =>
                    {
                        Type(json, "rejected");
                        json.WriteString("logType", rejected.LogType);
                        Origin(json, rejected.Origin);
                        Error(json, rejected.Error);
                        json.WriteBase64String("raw", rejected.Raw.Span);
                    }
                );
                break;
            case ObjectSkipped skipped:
                Line(stream, json => Skipped(json, skipped));
                break;
            case CheckpointReached reached:
                Line(
                    stream,
                    json =>
                    {
                        Type(json, "checkpoint");
                        json.WriteNumber("version", reached.Checkpoint.Version);
                        json.WriteNumber("records", reached.Records);
                        json.WriteNumber("rejected", reached.RejectedLines);
                        json.WriteNumber("objects", reached.Objects);
                    }
                );
                break;
        }
    }

    public override void WriteError(InputError error, Stream stream) =>
        Line(
            stream,
            json =>
            {
                Type(json, "error");
                Error(json, error);
            }
        );

    private void Records(RecordBatch batch, Stream stream)
    {
        var (rest, origin) = (batch.Records, batch.Origin);
        while (rest.Span.IndexOf((byte)'\n') is >= 0 and var length)
        {
            var (record, at) = (rest[..length], origin);
            Line(
                stream,
                json =>
                {
                    Type(json, "record");
                    json.WriteString("logType", batch.LogType);
                    json.WriteString("id", RecordId.Of(connectorId, batch.LogType, at));
                    Origin(json, at);
                    if (format is not null)
                    {
                        json.WriteString("format", format);
                    }

                    json.WritePropertyName("data");
                    json.WriteRawValue(record.Span, skipInputValidation: true);
                }
            );
            rest = rest[(length + 1)..];
            origin = origin with { Ordinal = origin.Ordinal + 1 };
        }
    }

    private static void Skipped(Utf8JsonWriter json, ObjectSkipped skipped)
    {
        Type(json, "skipped");
        Origin(json, skipped.Origin);
        json.WriteString("reason", skipped.Reason.ToString());
        json.WriteString("message", skipped.Message);
        json.WriteNumber("attempts", skipped.Attempts);
        if (skipped.NextTry is { } next)
        {
            json.WriteString("nextTry", next.UtcDateTime);
        }

        if (skipped.Error is not null)
        {
            Error(json, skipped.Error);
        }
    }

    private static void Type(Utf8JsonWriter json, string type) => json.WriteString("type", type);

    private static void Origin(Utf8JsonWriter json, in RecordOrigin origin)
    {
        json.WriteStartObject("origin");
        json.WriteString("object", $"s3://{origin.Container}/{origin.Object}");
        json.WriteString("version", origin.Version);
        json.WriteNumber("ordinal", origin.Ordinal);
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, InputError error)
    {
        json.WriteStartObject("error");
        json.WriteString("kind", error.Kind.ToString());
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.Pointer is not null)
        {
            json.WriteString("pointer", error.Pointer);
        }

        json.WriteEndObject();
    }
}
