using System.Globalization;

namespace InputSdk.S3;

/// <summary>What a person is told of an object that was not read: what was found and what to do.</summary>
internal sealed class SkippedObjectMessages(string bucket, bool following)
{
    public RecordOrigin Origin(ObjectVersion version) =>
        new()
        {
            Container = bucket,
            Object = version.Key,
            Version = version.ETag.Trim('"'),
            Ordinal = 0,
        };

    /// <summary>It is passed over, and the checkpoint forgets it.</summary>
    public ObjectSkipped ForGood(ObjectVersion version, SkipReason reason) =>
        new()
        {
            Origin = Origin(version),
            Reason = reason,
            Message =
                $"{Place(version)} "
                + reason switch
                {
                    SkipReason.Empty => "is empty: there is nothing in it to read.",
                    SkipReason.Gone =>
                        "was deleted or replaced after it was listed; a new version is read when it is listed.",
                    SkipReason.Archived =>
                        $"lies in an archive{(version.IsArchived ? $" ({version.StorageClass})" : "")}: restore it, then read its day again with --days.",
                    _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
                },
        };

    /// <summary>It failed, and is kept.</summary>
    public ObjectSkipped Parked(ParkedObject parked, InputError error) =>
        new()
        {
            Origin = Origin(parked.Version),
            Reason = SkipReason.Parked,
            Message =
                $"{error.Message} Tried {(parked.Attempts == 1 ? "once" : $"{parked.Attempts} times")}; {NextTry(parked)}.",
            Error = error,
            Attempts = parked.Attempts,
            NextTry = parked.NextTry,
        };

    /// <summary>It failed in a pass that keeps no place.</summary>
    public ObjectSkipped Unread(ObjectVersion version, InputError error) =>
        new()
        {
            Origin = Origin(version),
            Reason = SkipReason.Parked,
            Message = $"{error.Message} It was passed over.",
            Error = error,
            Attempts = 1,
        };

    /// <summary>The error of an object that a GET does not find and a listing shows.</summary>
    public InputError StillListed(ObjectVersion version, string answer) =>
        Errors.Of(ErrorCode.NotFound, $"{Place(version)}: {answer}, but the object is still listed.").Error;

    private string NextTry(ParkedObject parked) =>
        following
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"tried again from {parked.NextTry.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC on"
            )
            : "the next run tries it again";

    private string Place(ObjectVersion version) => $"s3://{bucket}/{version.Key}";
}
