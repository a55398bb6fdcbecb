using System.Text.Json;
using System.Text.Json.Serialization;

namespace InputHost;

/// <summary>What the host needs of a plugin's <c>manifest.json</c>.</summary>
internal sealed record PluginManifest
{
    /// <summary>A manifest describes forms and columns; real ones have 30 KiB.</summary>
    private const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public required int ManifestVersion { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ContractRange Contract { get; init; }

    public required EntryPoint Entry { get; init; }

    /// <exception cref="PluginRefusedException">It cannot be read, or needs another host.</exception>
    public static PluginManifest Read(byte[] json, string folderName)
    {
        var manifest = Parse(json);
        var refusal =
            manifest.ManifestVersion != 1 ? $"its manifestVersion is {manifest.ManifestVersion}, this host reads 1"
            : manifest.Id != folderName ? $"its id is \"{manifest.Id}\", but its folder is \"{folderName}\""
            : manifest.Contract is not { Major: 1, Minor: 0 } ? $"it needs contract {manifest.Contract.Major}.{manifest.Contract.Minor}, this host has 1.0"
            : manifest.Entry.Framework != "net10.0" ? $"it is made for {manifest.Entry.Framework}, this host runs net10.0"
            : Path.GetFileName(manifest.Entry.Assembly) != manifest.Entry.Assembly ? "its entry assembly is not a file name"
            : null;
        return refusal is null ? manifest : throw new PluginRefusedException(refusal);
    }

    private static PluginManifest Parse(byte[] json)
    {
        if (json.Length > MaxBytes)
        {
            throw new PluginRefusedException($"its manifest.json is larger than {MaxBytes} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize<PluginManifest>(json, Strict)
                ?? throw new PluginRefusedException("its manifest.json is null");
        }
        catch (JsonException e)
        {
            throw new PluginRefusedException($"its manifest.json cannot be read: {e.Message}");
        }
    }

    internal sealed record ContractRange
    {
        public required int Major { get; init; }

        public required int Minor { get; init; }
    }

    internal sealed record EntryPoint
    {
        public required string Assembly { get; init; }

        public required string Type { get; init; }

        public required string Framework { get; init; }
    }
}

/// <summary>A plugin is not loaded; the others are.</summary>
internal sealed class PluginRefusedException(string reason) : Exception(reason);
