using System.Text;
using System.Text.Json;

namespace InputSdk.S3.Configuration;

/// <summary>Reads settings or secrets from strict JSON and checks each member separately against its rule.</summary>
internal sealed class ConfigMembers(InputDefinition definition, ConfigDiagnostics diagnostics)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The valid values, after normalization.</summary>
    public Dictionary<SettingKind, string> Read(
        string pointer,
        ReadOnlyMemory<byte> json,
        IReadOnlyList<Setting> declared
    )
    {
        var values = new Dictionary<SettingKind, string>();
        if (json.Length > Limits.ConfigBytes)
        {
            diagnostics.AddError(pointer, $"The JSON is larger than {Limits.ConfigBytes} bytes.");
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                diagnostics.AddError(pointer, "The value must be a JSON object.");
                return values;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                Member(pointer, member, declared, values);
            }
        }
        catch (JsonException e)
        {
            // The message of the exception may quote the input, which may be a secret.
            diagnostics.AddError(
                pointer,
                $"The text is not strict JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}). "
                    + "Comments, duplicate members and trailing commas are not allowed."
            );
        }
        catch (InvalidOperationException)
        {
            // The parser throws this for an unpaired surrogate such as \ud800 when the string is read.
            diagnostics.AddError(pointer, "The JSON contains an escape sequence that does not encode a character.");
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
            diagnostics.AddError(kind, SettingErrorMessages.OfType(kind, member.Value.ValueKind));
        }
        else if (member.Value.GetString()! is var entered && ErrorOf(kind, entered) is { } error)
        {
            diagnostics.AddError(kind, error);
        }
        else
        {
            (values[kind], var changes) = SettingNormalizer.Of(kind, entered);
            diagnostics.AddNormalized(kind, changes);
        }
    }

    private void Unknown(string pointer, string name, IReadOnlyList<Setting> declared)
    {
        var advice = $"{Suggestion(name)} Known members: {string.Join(", ", declared.Select(known => known.Name))}.";
        if (declared == definition.Secrets)
        {
            // The name may be a secret that was entered in the wrong field.
            diagnostics.AddError(pointer, $"A member is unknown.{advice}");
        }
        else
        {
            diagnostics.AddError($"{pointer}/{Escaped(name)}", $"The member is unknown.{advice}");
        }
    }

    private string? ErrorOf(SettingKind kind, string value) =>
        kind == SettingKind.LogType
            ? definition.Logs.Any(log => log.Id == value)
                ? null
                : SettingErrorMessages.OfLogType(value, definition.Logs)
            : SettingRule.Of(kind).IsValid(value)
                ? null
                : SettingErrorMessages.Of(kind, value);

    private string Suggestion(string name) =>
        definition
            .Settings.Concat(definition.Secrets)
            .FirstOrDefault(known => SettingErrorMessages.IsSimilar(known.Name, name))
            is { } meant
            ? $" Did you mean {definition.PointerTo(meant.Kind)}?"
            : "";

    /// <summary>The name of an unknown setting, with at most 40 characters and without control characters.</summary>
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
