using System.Text;
using System.Text.Json;

namespace InputSdk.S3;

/// <summary>Reads the members of settings or secrets, each by itself: of strict JSON, and of its rule.</summary>
internal sealed class ConfigMembers(InputDefinition definition, ConfigDiagnostics findings)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The values that are right, repaired where that was needed.</summary>
    public Dictionary<SettingKind, string> Read(
        string pointer,
        ReadOnlyMemory<byte> json,
        IReadOnlyList<Setting> declared
    )
    {
        var values = new Dictionary<SettingKind, string>();
        if (json.Length > Limits.ConfigBytes)
        {
            findings.Fault(pointer, $"is larger than {Limits.ConfigBytes} bytes.");
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                findings.Fault(pointer, "must be a JSON object.");
                return values;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                Member(pointer, member, declared, values);
            }
        }
        catch (JsonException e)
        {
            // The exception's own text may quote the input, which may be a secret.
            findings.Fault(
                pointer,
                $"is not strict JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); comments, "
                    + "duplicate members and trailing commas are not allowed."
            );
        }
        catch (InvalidOperationException)
        {
            // So the parser calls an escape such as \ud800 alone, when it is asked for the text.
            findings.Fault(pointer, "holds an escape that stands for no character.");
        }

        return values;
    }

    private void Member(
        string pointer,
        JsonProperty member,
        IReadOnlyList<Setting> declared,
        Dictionary<SettingKind, string> values
    )
    {
        if (declared.FirstOrDefault(known => known.Name == member.Name) is not { Kind: var kind })
        {
            Unknown(pointer, member.Name, declared);
        }
        else if (member.Value.ValueKind != JsonValueKind.String)
        {
            findings.Fault(kind, SettingErrorMessages.OfType(kind, member.Value.ValueKind));
        }
        else if (member.Value.GetString()! is var entered && FaultOf(kind, entered) is { } fault)
        {
            findings.Fault(kind, fault);
        }
        else
        {
            (values[kind], var said) = SettingNormalizer.Of(kind, entered);
            findings.Repaired(kind, said);
        }
    }

    private void Unknown(string pointer, string name, IReadOnlyList<Setting> declared)
    {
        var advice = $"{Meant(name)} Known here: {string.Join(", ", declared.Select(known => known.Name))}.";
        if (declared == definition.Secrets)
        {
            // The name may be the secret itself, in the wrong place.
            findings.Fault(pointer, $"holds a member that is not known.{advice}");
        }
        else
        {
            findings.Fault($"{pointer}/{Escaped(name)}", $"is not known.{advice}");
        }
    }

    private string? FaultOf(SettingKind kind, string value) =>
        kind == SettingKind.LogType
            ? definition.Logs.Any(log => log.Id == value)
                ? null
                : SettingErrorMessages.OfLogType(value, definition.Logs)
            : SettingRule.Of(kind).Admits(value)
                ? null
                : SettingErrorMessages.Of(kind, value);

    private string Meant(string name) =>
        definition
            .Settings.Concat(definition.Secrets)
            .FirstOrDefault(known => SettingErrorMessages.IsNearly(known.Name, name))
            is { } meant
            ? $" Perhaps {definition.PointerTo(meant.Kind)} is meant."
            : "";

    /// <summary>An unknown setting's name is shown, but not at any length and with nothing that moves a cursor.</summary>
    private static string Escaped(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(40))
        {
            text.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return text.Replace("~", "~0").Replace("/", "~1").ToString();
    }
}
