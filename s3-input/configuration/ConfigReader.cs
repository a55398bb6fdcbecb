using System.Globalization;

namespace InputSdk.S3;

/// <summary>
/// Reads a configuration and reports all its faults together. Gives the same verdict as the
/// schema of <see cref="ConfigSchema"/>; one corpus in the tests holds both to that. Only what
/// compares two members, such as bucket and prefix, is beyond a schema and refused here alone.
/// </summary>
internal sealed class ConfigReader
{
    private readonly InputDefinition _definition;
    private readonly ConfigDiagnostics _findings;

    private ConfigReader(InputDefinition definition)
    {
        _definition = definition;
        _findings = new ConfigDiagnostics(definition);
    }

    /// <exception cref="InputException">Of kind Config, pointing at the first fault and naming all.</exception>
    public static S3Config Read(InputDefinition definition, InputConfig config)
    {
        var reader = new ConfigReader(definition);
        var members = new ConfigMembers(definition, reader._findings);
        var settings = members.Read("/settings", config.Settings, definition.Settings);
        var secrets = members.Read("/secrets", config.Secrets, definition.Secrets);
        if (reader.Build(settings, secrets) is { } checkedConfig)
        {
            return checkedConfig;
        }

        var faults = reader._findings.Faults;
        throw Errors.Of(
            ErrorCode.ConfigInvalid,
            string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
            faults[0].Pointer
        );
    }

    private S3Config? Build(Dictionary<SettingKind, string> settings, Dictionary<SettingKind, string> secrets)
    {
        var place = default(S3Location);
        if (settings.TryGetValue(SettingKind.Bucket, out var bucket))
        {
            place = Place(bucket, settings.GetValueOrDefault(SettingKind.Prefix, ""));
        }
        else if (!_findings.AreBad(SettingKind.Bucket))
        {
            _findings.Fault(SettingKind.Bucket, "is required.");
        }

        settings.TryGetValue(SettingKind.RoleArn, out var role);
        settings.TryGetValue(SettingKind.Region, out var region);
        var keys = Keys(role, secrets);
        OnePartition(role, place.Partition, region);
        if (_findings.Faults.Count > 0)
        {
            return null;
        }

        var log = _definition.Logs.First(log =>
            log.Id == settings.GetValueOrDefault(SettingKind.LogType, _definition.Logs[0].Id)
        );
        return new S3Config
        {
            Bucket = place.Bucket,
            Log = log,
            Prefix = WithoutDate(place.Prefix, log),
            BucketPartition = place.Partition,
            Region = region,
            RoleArn = role,
            Keys = keys,
            Backfill = settings.TryGetValue(SettingKind.BackfillStartTime, out var time) ? Backfill(time) : null,
            Remarks = _findings.Remarks,
        };
    }

    /// <summary>Bucket and prefix: either setting may hold both.</summary>
    private S3Location Place(string bucket, string entered)
    {
        var place = S3Location.Of(bucket);
        if (place.Bucket != bucket)
        {
            _findings.Repaired(
                SettingKind.Bucket,
                [
                    place.Prefix.Length == 0
                        ? $"read as the name only, {place.Bucket}."
                        : $"read as the name {place.Bucket} and the prefix {place.Prefix}.",
                ]
            );
        }

        var (prefix, said) = SettingNormalizer.Prefix(entered, out var within);
        if (
            within is { } other
            && (
                other.Bucket != place.Bucket
                || (other.Partition ?? place.Partition) != (place.Partition ?? other.Partition)
            )
        )
        {
            _findings.Fault(
                SettingKind.Prefix,
                $"names another bucket than {_definition.PointerTo(SettingKind.Bucket)}. {SettingRule.Of(SettingKind.Prefix).Hint}"
            );
        }
        else if (prefix.Length > 0 && place.Prefix.Length > 0 && prefix != place.Prefix)
        {
            _findings.Fault(
                SettingKind.Bucket,
                $"names another prefix than {_definition.PointerTo(SettingKind.Prefix)}. Enter the bucket's name only."
            );
        }

        _findings.Repaired(SettingKind.Prefix, said);
        return place with
        {
            Prefix = prefix.Length > 0 ? prefix : place.Prefix,
            Partition = place.Partition ?? within?.Partition,
        };
    }

    /// <summary>No identity of one partition of AWS is known in another, so one of them is a mistake.</summary>
    private void OnePartition(string? role, string? ofBucket, string? region)
    {
        var ofRole = role is null ? null : AwsNames.PartitionOfArn(role);
        if (ofRole is not null && ofBucket is not null && ofRole != ofBucket)
        {
            _findings.Fault(
                SettingKind.Bucket,
                $"names another partition of AWS than {_definition.PointerTo(SettingKind.RoleArn)}: {ofBucket}, not {ofRole}. A role reads in its own only."
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
            _findings.Fault(
                SettingKind.Region,
                $"names another partition of AWS than {than}: {ofRegion}, not {known}. Enter a Region of {known}, or leave it out."
            );
        }
    }

    private string WithoutDate(string prefix, LogDefinition log)
    {
        if (SettingNormalizer.WithoutDate(prefix, _definition.Layout, log.ObjectName.Suffix) is not { } folder)
        {
            return prefix;
        }

        _findings.Repaired(
            SettingKind.Prefix,
            [
                $"the date or object at its end was left out: all days of {folder} are read. "
                    + $"For a part of them set {_definition.NameOf(SettingKind.BackfillStartTime)}, or read with --days.",
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
            _findings.WithoutZone(SettingKind.BackfillStartTime, time);
        }

        return time;
    }

    private StaticKeys? Keys(string? role, Dictionary<SettingKind, string> secrets)
    {
        if (
            _findings.AreBad(SettingKind.RoleArn)
            || _findings.Faults.Any(fault => fault.Pointer.StartsWith("/secrets", StringComparison.Ordinal))
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
                _findings.Fault(
                    SettingKind.RoleArn,
                    $"Give either {roleName} or {accessName} and {secretName}, not both."
                );
                return null;
            case (false, false, false):
                _findings.Fault(
                    SettingKind.RoleArn,
                    $"There are no credentials. Give either {roleName} or {accessName} and {secretName}; the host's own are never used for reading."
                );
                return null;
            default:
                _findings.Fault(
                    accessKey is null ? SettingKind.AccessKey : SettingKind.SecretKey,
                    $"is missing: {accessName} and {secretName} belong together."
                );
                return null;
        }
    }
}
