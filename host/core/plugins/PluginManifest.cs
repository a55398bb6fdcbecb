using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost.Plugins;

/// <summary>The members of a plugin's <c>manifest.json</c> that the host uses.</summary>
internal sealed record PluginManifest
{
    /// <summary>The version of the contract assembly, which is the only definition of the contract version.</summary>
    private static readonly System.Version HostContract = System.Version.Parse(
        typeof(IInputConnector).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version
    );

    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        // A member that this manifestVersion does not define is a typing error.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required int ManifestVersion { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The category of the plugin, such as <c>Cloud Security</c>. From contract 1.3.</summary>
    public string? Category { get; init; }

    /// <summary><c>incremental</c> if a read delivers only new records, or <c>full</c>. From contract 1.3.</summary>
    public string? SyncMode { get; init; }

    /// <summary>The https address of the documentation of the source. From contract 1.3.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>The formats of the records, native first. From contract 1.4; null for an earlier plugin.</summary>
    public IReadOnlyList<Format>? Formats { get; init; }

    public required ContractRange Contract { get; init; }

    public required EntryPoint Entry { get; init; }

    // For users, forms and the connector. Declared here because unknown members are refused.
    public JsonElement Description { get; init; }

    public JsonElement Delivery { get; init; }

    public JsonElement Checkpoint { get; init; }

    public JsonElement Identity { get; init; }

    public JsonElement Egress { get; init; }

    public JsonElement Check { get; init; }

    public JsonElement Config { get; init; }

    public JsonElement LogTypes { get; init; }

    public JsonElement Errors { get; init; }

    /// <exception cref="PluginRefusedException">The manifest cannot be read, or requires another host.</exception>
    public static PluginManifest Read(byte[] json, string folderName)
    {
        var manifest = Parse(json);
        var refusal =
            manifest.ManifestVersion != 1
                ? $"its manifestVersion is {manifest.ManifestVersion}, but this host supports 1"
            : manifest.Id != folderName ? $"its id is \"{manifest.Id}\", but its folder is \"{folderName}\""
            : ContractMismatch(manifest.Contract) is { } misfit ? misfit
            : manifest.Entry.Framework != "net10.0"
                ? $"it targets {manifest.Entry.Framework}, but this host runs net10.0"
            : manifest.DocumentationUrl?.StartsWith("https://", StringComparison.Ordinal) == false
                ? "its documentationUrl does not start with https://"
            : Path.GetFileName(manifest.Entry.Assembly) != manifest.Entry.Assembly
                ? "its entry assembly is not a file name"
            : PluginFormats.Refusal(manifest);
        return refusal is null ? manifest : throw new PluginRefusedException(refusal);
    }

    private static string? ContractMismatch(ContractRange needed)
    {
        if (needed.Major == HostContract.Major && needed.Minor >= 0 && needed.Minor <= HostContract.Minor)
        {
            return null;
        }

        var remedy = IsNewer(needed)
            ? "update the host, or use an earlier version of the plugin"
            : "use a later version of the plugin";
        return $"it needs contract {needed.Major}.{needed.Minor}, "
            + $"but this host has {HostContract.ToString(2)}: {remedy}";
    }

    private static bool IsNewer(ContractRange contract) =>
        (contract.Major, contract.Minor).CompareTo((HostContract.Major, HostContract.Minor)) > 0;

    private static PluginManifest Parse(byte[] json)
    {
        try
        {
            // A newer contract can add members. The reason for the refusal is then the contract, not the member.
            if (
                JsonSerializer.Deserialize<ContractOnly>(json, Lenient)?.Contract is { } contract
                && IsNewer(contract)
                && ContractMismatch(contract) is { } mismatch
            )
            {
                throw new PluginRefusedException(mismatch);
            }

            return JsonSerializer.Deserialize<PluginManifest>(json, Strict)
                ?? throw new PluginRefusedException("its manifest.json is null");
        }
        catch (JsonException e)
        {
            // The message of the reader contains positions and names of members, never a value.
            throw new PluginRefusedException($"its manifest.json cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private sealed record ContractOnly
    {
        public ContractRange? Contract { get; init; }
    }

    internal sealed record ContractRange
    {
        public required int Major { get; init; }

        public required int Minor { get; init; }
    }

    internal sealed record Format
    {
        public required string Id { get; init; }

        public required string Title { get; init; }

        public required string Description { get; init; }

        /// <summary>A JSON Schema of the records by the id of each log type.</summary>
        public JsonElement Schemas { get; init; }
    }

    internal sealed record EntryPoint
    {
        public required string Assembly { get; init; }

        public required string Type { get; init; }

        public required string Framework { get; init; }
    }
}
