namespace InputSdk.S3;

/// <summary>
/// Everything that makes a connector out of the engine: an input of delimited logs in S3, as data.
/// The manifest, the schemas, the form and the checks of a configuration all come from it.
/// </summary>
public sealed record InputDefinition
{
    /// <summary>The stable id, lower-case letters, digits and hyphens; part of every record's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences for people who choose an input.</summary>
    public required string Description { get; init; }

    /// <summary>The connector's own version, as SemVer.</summary>
    public required string Version { get; init; }

    /// <summary>The connector's class, which the manifest names as entry.</summary>
    public required Type EntryType { get; init; }

    /// <summary>The settings, in the order of the form.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>The secrets, in the order of the form.</summary>
    public required IReadOnlyList<Setting> Secrets { get; init; }

    /// <summary>The log types; the first is read when none is configured.</summary>
    public required IReadOnlyList<LogDefinition> Logs { get; init; }

    /// <summary>How the source files its objects.</summary>
    public required KeyLayout Layout { get; init; }

    internal string NameOf(SettingKind kind) => Settings.Concat(Secrets).First(setting => setting.Kind == kind).Name;

    /// <summary>The place of a setting or secret in a configuration, as a JSON Pointer.</summary>
    internal string PointerTo(SettingKind kind) =>
        (Secrets.Any(secret => secret.Kind == kind) ? "/secrets/" : "/settings/") + NameOf(kind);
}
