namespace InputSdk.S3;

/// <summary>
/// The declaration of a connector that reads delimited logs in S3. The manifest, the schemas, the form and the checks
/// of a configuration are generated from it.
/// </summary>
public sealed record InputDefinition
{
    /// <summary>The stable id: lowercase letters, digits and hyphens. It is a part of each record's id.</summary>
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences that help a user to choose the connector.</summary>
    public required string Description { get; init; }

    /// <summary>The category of the connector in a host, such as <c>Cloud Security</c>; null for none.</summary>
    public string? Category { get; init; }

    /// <summary>The https address of the documentation of the source; null for none.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>The version of the connector, in SemVer format.</summary>
    public required string Version { get; init; }

    /// <summary>The class of the connector, which is the entry in the manifest.</summary>
    public required Type EntryType { get; init; }

    /// <summary>The settings, in the order of the form.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>The secrets, in the order of the form.</summary>
    public required IReadOnlyList<Setting> Secrets { get; init; }

    /// <summary>The log types. The first one is the default.</summary>
    public required IReadOnlyList<LogDefinition> Logs { get; init; }

    /// <summary>The folders in which the source writes its objects.</summary>
    public required KeyLayout Layout { get; init; }

    /// <summary>The formats of records beside <c>native</c> and <c>enriched</c>.</summary>
    public IReadOnlyList<FormatDefinition> Formats { get; init; } = [];

    internal string NameOf(SettingKind kind) => SettingOf(kind).Name;

    internal string TitleOf(SettingKind kind) => SettingOf(kind).Title;

    /// <summary>The JSON Pointer of a setting or secret in a configuration.</summary>
    internal string PointerTo(SettingKind kind) =>
        (Secrets.Any(secret => secret.Kind == kind) ? "/secrets/" : "/settings/") + NameOf(kind);

    private Setting SettingOf(SettingKind kind) => Settings.Concat(Secrets).First(setting => setting.Kind == kind);
}
