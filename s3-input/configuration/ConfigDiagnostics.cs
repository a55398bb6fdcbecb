namespace InputSdk.S3;

/// <summary>The errors of a configuration, and warnings about values that are used differently than entered.</summary>
internal sealed class ConfigDiagnostics(InputDefinition definition)
{
    private readonly List<(string Pointer, string Message)> _faults = [];
    private readonly List<ConfigWarning> _remarks = [];

    public IReadOnlyList<(string Pointer, string Message)> Faults => _faults;

    public IReadOnlyList<ConfigWarning> Remarks => _remarks;

    public bool AreBad(SettingKind kind) => _faults.Exists(fault => fault.Pointer == definition.PointerTo(kind));

    public void Fault(string pointer, string message) => _faults.Add((pointer, message));

    public void Fault(SettingKind kind, string message) => Fault(definition.PointerTo(kind), message);

    public void Repaired(SettingKind kind, IEnumerable<string> sentences) =>
        _remarks.AddRange(
            sentences.Select(sentence => new ConfigWarning(
                ConfigWarning.Repaired,
                definition.PointerTo(kind),
                sentence
            ))
        );

    public void WithoutZone(SettingKind kind, DateTimeOffset time) =>
        _remarks.Add(
            new ConfigWarning(
                ConfigWarning.Zone,
                definition.PointerTo(kind),
                $"The time has no time zone. UTC is assumed: {time:yyyy-MM-ddTHH:mm:ssZ}."
            )
        );
}
