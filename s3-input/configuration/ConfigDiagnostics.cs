namespace InputSdk.S3.Configuration;

/// <summary>The errors of a configuration, and warnings about values that are used differently than entered.</summary>
internal sealed class ConfigDiagnostics(InputDefinition definition)
{
    private readonly List<(string Pointer, string Message)> _faults = [];
    private readonly List<ConfigWarning> _remarks = [];

    public IReadOnlyList<(string Pointer, string Message)> Errors => _faults;

    public IReadOnlyList<ConfigWarning> Warnings => _remarks;

    public bool HasErrors(SettingKind kind) => _faults.Exists(fault => fault.Pointer == definition.PointerTo(kind));

    public void AddError(string pointer, string message) => _faults.Add((pointer, message));

    public void AddError(SettingKind kind, string message) => AddError(definition.PointerTo(kind), message);

    public void AddNormalized(SettingKind kind, IEnumerable<string> sentences) =>
        _remarks.AddRange(
            sentences.Select(sentence => new ConfigWarning(
                ConfigWarning.Repaired,
                definition.PointerTo(kind),
                sentence
            ))
        );

    public void AddMissingZone(SettingKind kind, DateTimeOffset time) =>
        _remarks.Add(
            new ConfigWarning(
                ConfigWarning.Zone,
                definition.PointerTo(kind),
                $"The time has no time zone. UTC is assumed: {time:yyyy-MM-ddTHH:mm:ssZ}."
            )
        );
}
