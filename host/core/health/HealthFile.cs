using System.Text.Json;

namespace InputHost.Health;

/// <summary>A JSON file with the figures of a run. It is replaced atomically, so it is always complete.</summary>
internal sealed class HealthFile(string path)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public void Write(RunHealth health, DateTimeOffset now)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        using (var json = new Utf8JsonWriter(file, Indented))
        {
            Write(json, health, now);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Write(Utf8JsonWriter json, RunHealth health, DateTimeOffset now)
    {
        var figures = health.Figures;
        json.WriteStartObject();
        json.WriteString("input", health.Input);
        json.WriteString("status", figures.IsFailing ? "failing" : "ok");
        json.WriteString("updated", now.UtcDateTime);
        json.WriteString("started", health.Started.UtcDateTime);
        WriteTime(json, "lastSuccess", figures.LastSuccess);
        WriteTime(json, "newestObject", figures.NewestObject);
        if (figures.NewestObject is { } newest)
        {
            json.WriteNumber("lagSeconds", (long)(now - newest).TotalSeconds);
        }

        json.WriteNumber("records", figures.Committed.Records);
        json.WriteNumber("rejectedLines", figures.Committed.RejectedLines);
        json.WriteNumber("objects", figures.Committed.Objects);
        json.WriteNumber("bytes", figures.Committed.Bytes);
        json.WriteNumber("unreadObjects", figures.Unread);
        json.WriteStartObject("events");
        foreach (var (code, count) in figures.Events)
        {
            json.WriteNumber(code, count);
        }

        json.WriteEndObject();
        if (health.Failure is var (error, since))
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteString("since", since.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value.UtcDateTime);
        }
    }
}
