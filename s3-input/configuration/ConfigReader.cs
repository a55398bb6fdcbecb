using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InputSdk.S3;

/// <summary>
/// Reads a configuration and reports all its faults together. Gives the same verdict as the
/// schema of <see cref="ConfigSchema"/>; one corpus in the tests holds both to that.
/// </summary>
internal sealed class ConfigReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    // The patterns are linear and their input is bounded; the time only guards against a mistake in one.
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private readonly InputDefinition _definition;
    private readonly List<(string Pointer, string Message)> _faults = [];

    private ConfigReader(InputDefinition definition) => _definition = definition;

    /// <exception cref="InputException">Of kind Config, pointing at the first fault and naming all.</exception>
    public static S3Config Read(InputDefinition definition, InputConfig config)
    {
        var reader = new ConfigReader(definition);
        var settings = reader.Members("/settings", config.Settings, definition.Settings);
        var secrets = reader.Members("/secrets", config.Secrets, definition.Secrets);
        var checkedConfig = reader.Build(settings, secrets);
        if (checkedConfig is not null && reader._faults.Count == 0)
        {
            return checkedConfig;
        }

        throw Errors.Of(
            ErrorCode.ConfigInvalid,
            string.Join(" ", reader._faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
            reader._faults[0].Pointer);
    }

    private Dictionary<SettingKind, string> Members(
        string pointer, ReadOnlyMemory<byte> json, IReadOnlyList<Setting> declared)
    {
        var values = new Dictionary<SettingKind, string>();
        if (json.Length > Limits.ConfigBytes)
        {
            _faults.Add((pointer, $"is larger than {Limits.ConfigBytes} bytes."));
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _faults.Add((pointer, "must be a JSON object."));
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
            _faults.Add((pointer, $"is not strict JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); comments, "
                + "duplicate members and trailing commas are not allowed."));
        }

        catch (InvalidOperationException)
        {
            // So the parser calls an escape such as \ud800 alone, when it is asked for the text.
            _faults.Add((pointer, "holds an escape that stands for no character."));
        }

        return values;
    }

    private void Member(
        string pointer, JsonProperty member, IReadOnlyList<Setting> declared, Dictionary<SettingKind, string> values)
    {
        var setting = declared.FirstOrDefault(known => known.Name == member.Name);
        if (setting is null)
        {
            _faults.Add(($"{pointer}/{Escaped(member.Name)}",
                $"is not known. Known here: {string.Join(", ", declared.Select(known => known.Name))}."));
            return;
        }

        var at = $"{pointer}/{setting.Name}";
        if (member.Value.ValueKind != JsonValueKind.String)
        {
            _faults.Add((at, "must be a text; leave it out when there is none."));
            return;
        }

        var value = member.Value.GetString()!;
        if (FaultOf(setting.Kind, value) is { } fault)
        {
            _faults.Add((at, fault));
            return;
        }

        values[setting.Kind] = value;
    }

    private string? FaultOf(SettingKind kind, string value)
    {
        if (kind == SettingKind.LogType)
        {
            return _definition.Logs.Any(log => log.Id == value)
                ? null
                : $"is not a log type. Allowed: {string.Join(", ", _definition.Logs.Select(log => log.Id))}.";
        }

        var rule = SettingRule.Of(kind);

        // JSON Schema counts characters, not UTF-16 units.
        var length = value.EnumerateRunes().Count();
        return length < rule.MinLength || length > rule.MaxLength
            ? rule.Hint ?? $"is longer than {rule.MaxLength} characters."
            : rule.Pattern is { } pattern && !Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, PatternTime)
                ? rule.Hint
                : null;
    }

    private S3Config? Build(Dictionary<SettingKind, string> settings, Dictionary<SettingKind, string> secrets)
    {
        var bucketAt = _definition.PointerTo(SettingKind.Bucket);
        if (!settings.TryGetValue(SettingKind.Bucket, out var bucket)
            && !_faults.Exists(fault => fault.Pointer == bucketAt))
        {
            _faults.Add((bucketAt, "is required."));
        }

        settings.TryGetValue(SettingKind.RoleArn, out var role);
        var keys = Keys(role, secrets);
        if (_faults.Count > 0)
        {
            return null;
        }

        settings.TryGetValue(SettingKind.BackfillStartTime, out var backfill);
        return new S3Config
        {
            Bucket = bucket!,
            Log = _definition.Logs.First(log => log.Id == settings.GetValueOrDefault(SettingKind.LogType, _definition.Logs[0].Id)),
            Prefix = settings.GetValueOrDefault(SettingKind.Prefix, "").Trim('/'),
            Region = settings.GetValueOrDefault(SettingKind.Region),
            RoleArn = role,
            Keys = keys,
            Backfill = backfill is null
                ? null
                : DateTimeOffset.Parse(backfill, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime(),
            BackfillWithoutZone = backfill?.Contains('T', StringComparison.Ordinal) == true
                && !Regex.IsMatch(backfill, "(?:Z|[+-][0-9:]{5})$", RegexOptions.NonBacktracking),
        };
    }

    private StaticKeys? Keys(string? role, Dictionary<SettingKind, string> secrets)
    {
        if (_faults.Exists(fault => fault.Pointer.StartsWith("/secrets", StringComparison.Ordinal)
            || fault.Pointer == _definition.PointerTo(SettingKind.RoleArn)))
        {
            return null;
        }

        secrets.TryGetValue(SettingKind.AccessKey, out var accessKey);
        secrets.TryGetValue(SettingKind.SecretKey, out var secretKey);
        var (roleName, accessName, secretName) = (_definition.NameOf(SettingKind.RoleArn),
            _definition.NameOf(SettingKind.AccessKey), _definition.NameOf(SettingKind.SecretKey));
        switch (role is not null, accessKey is not null, secretKey is not null)
        {
            case (true, false, false):
                return null;
            case (false, true, true):
                return new StaticKeys(accessKey!, secretKey!);
            case (true, _, _):
                _faults.Add((_definition.PointerTo(SettingKind.RoleArn),
                    $"Give either {roleName} or {accessName} and {secretName}, not both."));
                return null;
            case (false, false, false):
                _faults.Add((_definition.PointerTo(SettingKind.RoleArn),
                    $"There are no credentials. Give either {roleName} or {accessName} and {secretName}; the host's own are never used for reading."));
                return null;
            default:
                var missing = accessKey is null ? SettingKind.AccessKey : SettingKind.SecretKey;
                _faults.Add((_definition.PointerTo(missing), $"is missing: {accessName} and {secretName} belong together."));
                return null;
        }
    }

    /// <summary>An unknown name is shown, but not at any length and with nothing that moves a cursor.</summary>
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
