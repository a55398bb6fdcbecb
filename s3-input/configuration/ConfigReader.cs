using System.Globalization;
using InputSdk.S3.Specification;

namespace InputSdk.S3.Configuration;

/// <summary>
/// Reads a configuration and reports all its errors together. It accepts the same configurations as the schema of
/// <see cref="ConfigSchema"/>; a corpus in the tests checks both. Only contradictions between two members, such as
/// bucket and prefix, cannot be expressed in the schema and are refused only here.
/// </summary>
internal sealed class ConfigReader
{
    private readonly InputDefinition _definition;
    private readonly ConfigDiagnostics _diagnostics;

    private ConfigReader(InputDefinition definition)
    {
        _definition = definition;
        _diagnostics = new ConfigDiagnostics(definition);
    }

    /// <exception cref="InputException">The configuration is invalid. The message lists all errors.</exception>
    public static S3Config Read(InputDefinition definition, InputConfig config)
    {
        var reader = new ConfigReader(definition);
        var members = new ConfigMembers(definition, reader._diagnostics);
        var settings = members.Read("/settings", config.Settings, definition.Settings);
        var secrets = members.Read("/secrets", config.Secrets, definition.Secrets);
        if (reader.Build(settings, secrets) is { } checkedConfig)
        {
            return checkedConfig;
        }

        var faults = reader._diagnostics.Errors;
        throw Errors.Of(
            ErrorCode.ConfigInvalid,
            string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
            faults[0].Pointer
        );
    }

    private S3Config? Build(Dictionary<SettingKind, string> settings, Dictionary<SettingKind, string> secrets)
    {
        var location = default(S3Location);
        if (settings.TryGetValue(SettingKind.Bucket, out var bucket))
        {
            location = ResolveLocation(bucket, settings.GetValueOrDefault(SettingKind.Prefix, ""));
        }
        else if (!_diagnostics.HasErrors(SettingKind.Bucket))
        {
            _diagnostics.AddError(SettingKind.Bucket, $"{_definition.TitleOf(SettingKind.Bucket)} is required.");
        }

        settings.TryGetValue(SettingKind.RoleArn, out var role);
        settings.TryGetValue(SettingKind.Region, out var region);
        var keys = Keys(role, secrets);
        CheckPartitions(role, location.Partition, region);
        if (_diagnostics.Errors.Count > 0)
        {
            return null;
        }

        var log = _definition.Logs.First(log =>
            log.Id == settings.GetValueOrDefault(SettingKind.LogType, _definition.Logs[0].Id)
        );
        return new S3Config
        {
            Bucket = location.Bucket,
            Log = log,
            Prefix = WithoutDate(location.Prefix, log),
            BucketPartition = location.Partition,
            Region = region,
            RoleArn = role,
            Keys = keys,
            Backfill = settings.TryGetValue(SettingKind.BackfillStartTime, out var time) ? Backfill(time) : null,
            Warnings = _diagnostics.Warnings,
        };
    }

    /// <summary>The bucket and the prefix. Each of the two settings may contain both.</summary>
    private S3Location ResolveLocation(string bucket, string entered)
    {
        var location = S3Location.Of(bucket);
        if (location.Bucket != bucket)
        {
            _diagnostics.AddNormalized(
                SettingKind.Bucket,
                [
                    location.Prefix.Length == 0
                        ? $"The bucket name {location.Bucket} is used."
                        : $"The bucket name {location.Bucket} and the prefix {location.Prefix} are used.",
                ]
            );
        }

        var (prefix, changes) = SettingNormalizer.Prefix(entered, out var within);
        if (
            within is { } other
            && (
                other.Bucket != location.Bucket
                || (other.Partition ?? location.Partition) != (location.Partition ?? other.Partition)
            )
        )
        {
            _diagnostics.AddError(
                SettingKind.Prefix,
                $"The prefix names a different bucket than {_definition.PointerTo(SettingKind.Bucket)}. "
                    + SettingRule.Of(SettingKind.Prefix).Message
            );
        }
        else if (prefix.Length > 0 && location.Prefix.Length > 0 && prefix != location.Prefix)
        {
            _diagnostics.AddError(
                SettingKind.Bucket,
                $"The bucket names a different prefix than {_definition.PointerTo(SettingKind.Prefix)}. "
                    + "Enter only the bucket name."
            );
        }

        _diagnostics.AddNormalized(SettingKind.Prefix, changes);
        return location with
        {
            Prefix = prefix.Length > 0 ? prefix : location.Prefix,
            Partition = location.Partition ?? within?.Partition,
        };
    }

    /// <summary>Identities of one AWS partition do not exist in another, so all settings must be of one.</summary>
    private void CheckPartitions(string? role, string? ofBucket, string? region)
    {
        var ofRole = role is null ? null : AwsNames.PartitionOfArn(role);
        if (ofRole is not null && ofBucket is not null && ofRole != ofBucket)
        {
            _diagnostics.AddError(
                SettingKind.Bucket,
                $"The bucket is in a different AWS partition than {_definition.PointerTo(SettingKind.RoleArn)}: "
                    + $"{ofBucket}, not {ofRole}. A role can read only in its own partition."
            );
        }

        if (
            region is not null
            && (ofRole ?? ofBucket) is { } known
            && AwsNames.PartitionOf(region) is var ofRegion
            && ofRegion != known
        )
        {
            var than = ofRole is null ? "the ARN of the bucket" : _definition.PointerTo(SettingKind.RoleArn);
            _diagnostics.AddError(
                SettingKind.Region,
                $"The Region is in a different AWS partition than {than}: {ofRegion}, not {known}. "
                    + $"Enter a Region of {known}, or omit the setting."
            );
        }
    }

    private string WithoutDate(string prefix, LogDefinition log)
    {
        if (SettingNormalizer.RemoveDate(prefix, _definition.Layout, log.ObjectName.Suffix) is not { } folder)
        {
            return prefix;
        }

        _diagnostics.AddNormalized(
            SettingKind.Prefix,
            [
                $"The date or object at the end of the prefix is ignored: all days under {folder} are read. "
                    + $"To read only some days, set {_definition.NameOf(SettingKind.BackfillStartTime)} or use --days.",
            ]
        );
        return folder;
    }

    private DateTimeOffset Backfill(string value)
    {
        var time = DateTimeOffset
            .Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .ToUniversalTime();
        if (value.IndexOf('T', StringComparison.Ordinal) is > 0 and var at && value.IndexOfAny(['Z', '+', '-'], at) < 0)
        {
            _diagnostics.AddMissingZone(SettingKind.BackfillStartTime, time);
        }

        return time;
    }

    private StaticKeys? Keys(string? role, Dictionary<SettingKind, string> secrets)
    {
        if (
            _diagnostics.HasErrors(SettingKind.RoleArn)
            || _diagnostics.Errors.Any(fault => fault.Pointer.StartsWith("/secrets", StringComparison.Ordinal))
        )
        {
            return null;
        }

        secrets.TryGetValue(SettingKind.AccessKey, out var accessKey);
        secrets.TryGetValue(SettingKind.SecretKey, out var secretKey);
        var (roleName, accessName, secretName) = (
            _definition.NameOf(SettingKind.RoleArn),
            _definition.NameOf(SettingKind.AccessKey),
            _definition.NameOf(SettingKind.SecretKey)
        );
        switch (role is not null, accessKey is not null, secretKey is not null)
        {
            case (true, false, false):
                return null;
            case (false, true, true):
                return new StaticKeys(accessKey!, secretKey!);
            case (true, _, _):
                _diagnostics.AddError(
                    SettingKind.RoleArn,
                    $"Set either {roleName}, or {accessName} and {secretName}, not both."
                );
                return null;
            case (false, false, false):
                _diagnostics.AddError(
                    SettingKind.RoleArn,
                    "No credentials are set, and the host's own credentials are never used for reading. "
                        + $"Set either {roleName}, or {accessName} and {secretName}."
                );
                return null;
            default:
                _diagnostics.AddError(
                    accessKey is null ? SettingKind.AccessKey : SettingKind.SecretKey,
                    $"The secret is missing. Set both {accessName} and {secretName}."
                );
                return null;
        }
    }
}
