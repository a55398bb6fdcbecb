using System.Globalization;
using InputSdk.S3.Checkpoints;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>The messages about objects that were not read: the reason, and what to do.</summary>
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

    /// <summary>The message about an object that is skipped permanently.</summary>
    public ObjectSkipped Skipped(ObjectVersion version, SkipReason reason) =>
        new()
        {
            Origin = Origin(version),
            Reason = reason,
            Message =
                $"{NameOf(version)} "
                + reason switch
                {
                    SkipReason.Empty => "is empty and was skipped. No action is needed.",
                    SkipReason.Gone =>
                        "was deleted or replaced after it was listed. A new version is read when it is listed.",
                    SkipReason.Archived => "is in an archive storage class"
                        + $"{(version.IsArchived ? $" ({version.StorageClass})" : "")}. "
                        + "Restore it, then read its day again with --days.",
                    _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
                },
        };

    /// <summary>The message about an object that failed and is retried.</summary>
    public ObjectSkipped Parked(ParkedObject parked, InputError error) =>
        new()
        {
            Origin = Origin(parked.Version),
            Reason = SkipReason.Parked,
            Message =
                $"{error.Message} Tried {(parked.Attempts == 1 ? "once" : $"{parked.Attempts} times")}. "
                + $"{NextTry(parked)}.",
            Error = error,
            Attempts = parked.Attempts,
            NextTry = parked.NextTry,
        };

    /// <summary>The message about an object that failed in a pass without checkpoints.</summary>
    public ObjectSkipped Unread(ObjectVersion version, InputError error) =>
        new()
        {
            Origin = Origin(version),
            Reason = SkipReason.Parked,
            Message = $"{error.Message} The object was skipped.",
            Error = error,
            Attempts = 1,
        };

    /// <summary>The error of an object that a GET does not find although it is listed.</summary>
    public InputError StillListed(ObjectVersion version, string answer) =>
        Errors.Of(ErrorCode.NotFound, $"{NameOf(version)}: {answer}, but the object is still listed.").Error;

    private string NextTry(ParkedObject parked) =>
        following
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It is retried after {parked.NextTry.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
            )
            : "The next run retries it";

    private string NameOf(ObjectVersion version) => $"s3://{bucket}/{version.Key}";
}
