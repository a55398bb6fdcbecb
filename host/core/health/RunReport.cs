using System.Text.Encodings.Web;
using System.Text.Json;
using InputHost.Plugins;
using InputHost.Read;
using InputSdk;

namespace InputHost.Health;

/// <summary>What a run did, as a JSON file.</summary>
internal sealed class RunReport(PluginManifest plugin, InputConfig config, ReadTotals totals, DateTimeOffset started)
{
    // The file is never embedded in HTML.
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The format of the records; null for the native format.</summary>
    public string? Format { get; init; }

    /// <summary>The output folder; null for standard output.</summary>
    public string? Folder { get; init; }

    /// <summary>The committed lengths of the files in the folder by name; null if no checkpoint is stored.</summary>
    public Func<IReadOnlyDictionary<string, long>>? Lengths { get; init; }

    /// <param name="path">The file, which is replaced.</param>
    /// <param name="ended">When the run ended; null while it is running.</param>
    /// <param name="error">The error that ended the run; null if there is none.</param>
    /// <exception cref="HostException">The file cannot be written.</exception>
    public void Write(string path, DateTimeOffset? ended, Exception? error)
    {
        try
        {
            var temporary = path + ".new";
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            using (var json = new Utf8JsonWriter(file, Indented))
            {
                Write(json, ended, error);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ErrorKind.Config, $"The report {path} cannot be written: {e.Message}");
        }
    }

    private void Write(Utf8JsonWriter json, DateTimeOffset? ended, Exception? error)
    {
        json.WriteStartObject();
        json.WriteString("input", plugin.Id);
        json.WriteString("version", plugin.Version);
        json.WritePropertyName("settings");
        json.WriteRawValue(config.Settings.Span);
        if (Format is not null)
        {
            json.WriteString("format", Format);
        }

        json.WriteString("started", started.UtcDateTime);
        if (ended is { } end)
        {
            json.WriteString("ended", end.UtcDateTime);
        }

        json.WriteString("outcome", ended is null ? "running" : Outcome(error));
        WriteError(json, error);
        json.WriteNumber("records", totals.Records);
        json.WriteNumber("rejectedLines", totals.RejectedLines);
        json.WriteNumber("objects", totals.Objects);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteNumber("listedObjects", totals.Listed);
        json.WriteNumber("unreadObjects", totals.Unread);
        WriteOutput(json);
        json.WriteStartArray("remarks");
        foreach (var remark in totals.Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string Outcome(Exception? error) =>
        error is OperationCanceledException ? "stopped"
        : error is not null ? "failed"
        : totals.NeedsAttention ? "attention"
        : "done";

    private static void WriteError(Utf8JsonWriter json, Exception? error)
    {
        if (error is null or OperationCanceledException)
        {
            return;
        }

        // The message of an unknown exception can contain a secret.
        var (code, message) = error switch
        {
            InputException e => (e.Error.Code, e.Error.Message),
            HostException e => ("host", e.Message),
            _ => ("internal", error.GetType().Name),
        };
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter json)
    {
        if (Folder is null)
        {
            return;
        }

        json.WriteString("folder", Folder);
        if (Lengths is null)
        {
            return;
        }

        json.WriteStartObject("files");
        foreach (var (name, length) in Lengths())
        {
            json.WriteNumber(name, length);
        }

        json.WriteEndObject();
    }
}
