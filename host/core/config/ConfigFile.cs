using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Common;
using InputSdk;

namespace InputHost.Config;

/// <summary>
/// A configuration file: <c>{ "input": …, "settings": {…}, "secrets": {…} }</c>, strict JSON. In secrets,
/// references to environment variables and credentials are replaced (<see cref="SecretReferences"/>), so that the file
/// does not need to contain secrets.
/// </summary>
internal sealed record ConfigFile(string Input, InputConfig Config)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxNameLength = 32;

    private static readonly string[] Members = ["input", "settings", "secrets"];

    /// <exception cref="HostException">The file is not valid. The message includes the position.</exception>
    public static ConfigFile Read(string path, Func<string, string?> environment)
    {
        var root = Parse(path);
        foreach (var (name, _) in root)
        {
            if (!Members.Contains(name))
            {
                throw Wrong(
                    path,
                    $"\"{Shown(name)}\" is not known. Known: {string.Join(", ", Members)}.{Nearest(name)}"
                );
            }
        }

        var input =
            root["input"] is JsonValue value && value.TryGetValue<string>(out var id)
                ? id
                : throw Wrong(
                    path,
                    "\"input\" is missing. Set it to the id of an input, such as \"redshift-audit-logs\"; "
                        + "inputhost list shows the ids."
                );
        var settings = Section(path, root, "settings");
        var secrets = Section(path, root, "secrets");
        var references = new SecretReferences(environment, what => Wrong(path, what));
        foreach (var (name, secret) in secrets.ToList())
        {
            if (secret is JsonValue text && text.TryGetValue<string>(out var template))
            {
                secrets[name] = references.Expand(template);
            }
        }

        return new ConfigFile(input, new InputConfig { Settings = Bytes(settings), Secrets = Bytes(secrets) });
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            // Some editors add a byte order mark, which JSON does not allow.
            ReadOnlySpan<byte> json = ReadBounded(path);
            json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
            using var document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = 16 });
            ReadTexts(document.RootElement);
            return Duplicate(document.RootElement, "") is { } pointer
                    ? throw Wrong(path, $"{ShownPointer(pointer)} is set twice.")
                : document.RootElement.ValueKind == JsonValueKind.Object
                    ? JsonObject.Create(document.RootElement.Clone())!
                : throw Wrong(path, "it is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "it contains an escape such as \\ud800 that is not a character.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ErrorKind.Config, $"The configuration file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the file up to the limit, because it can be a pipe or an endless device.</summary>
    private static byte[] ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxBytes ? bytes[..length] : throw Wrong(path, $"it is larger than {MaxBytes} bytes.");
    }

    /// <summary>Reads every text, because the parser validates escapes only when a text is read.</summary>
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }

        foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            _ = member.Name;
            ReadTexts(member.Value);
        }

        foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
        {
            ReadTexts(item);
        }
    }

    /// <summary>The message of the parser can quote the file, and so a secret. Only known messages are shown.</summary>
    private static string Reason(JsonException e) =>
        e.Message.StartsWith("'/' is invalid", StringComparison.Ordinal) ? "comments are not allowed."
        : e.Message.Contains("trailing comma", StringComparison.Ordinal) ? "there is a comma after the last member."
        : "this is not JSON (strict: no comments, no trailing commas, no duplicate members).";

    /// <summary>The first duplicate member of an object, as a JSON Pointer.</summary>
    private static string? Duplicate(JsonElement element, string pointer)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new HashSet<string>();
        return element
            .EnumerateObject()
            .Select(member =>
                names.Add(member.Name)
                    ? Duplicate(member.Value, $"{pointer}/{member.Name}")
                    : $"{pointer}/{member.Name}"
            )
            .FirstOrDefault(found => found is not null);
    }

    private static JsonObject Section(string path, JsonObject root, string name) =>
        root[name] switch
        {
            null when !root.ContainsKey(name) => [],
            JsonObject section => section,
            _ => throw Wrong(path, $"\"{name}\" must be an object."),
        };

    private static string Nearest(string name)
    {
        name = name.Length > MaxNameLength ? name[..MaxNameLength] : name;
        var nearest = Members.MinBy(member => EditDistance.Of(member, name))!;
        return EditDistance.Of(nearest, name) <= 3 ? $" Did you mean \"{nearest}\"?" : "";
    }

    /// <summary>A name under /secrets is not shown: it can be the secret itself, entered by mistake.</summary>
    private static string ShownPointer(string pointer) =>
        pointer.StartsWith("/secrets/", StringComparison.Ordinal) ? "a member of /secrets" : Shown(pointer);

    private static string Shown(string name) =>
        string.Concat(
            (name.Length > 40 ? name[..40] + "…" : name).Select(letter => char.IsControl(letter) ? '?' : letter)
        );

    private static byte[] Bytes(JsonObject section) => Encoding.UTF8.GetBytes(section.ToJsonString());

    private static HostException Wrong(string path, string what) =>
        new(ErrorKind.Config, $"The configuration file {path} is not valid: {what}");
}
