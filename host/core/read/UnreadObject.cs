using System.Text.Json.Serialization;
using InputSdk;

namespace InputHost.Read;

/// <summary>An object that could not be read: it is parked until its next attempt, or archived.</summary>
internal sealed record UnreadObject
{
    public required string Object { get; init; }

    /// <summary>Identifies this version of the object.</summary>
    public required string Version { get; init; }

    [JsonIgnore]
    public (string Object, string Version) Key => (Object, Version);

    public required SkipReason Reason { get; init; }

    public required string Message { get; init; }

    public string? Code { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextTry { get; init; }

    public static UnreadObject Of(ObjectSkipped skipped) =>
        new()
        {
            Object = KeyOf(skipped.Origin).Object,
            Version = skipped.Origin.Version,
            Reason = skipped.Reason,
            Message = skipped.Message,
            Code = skipped.Error?.Code,
            Attempts = skipped.Attempts,
            NextTry = skipped.NextTry,
        };

    /// <summary>Whether a skipped object is unread: other skipped objects contain no records.</summary>
    public static bool Is(ObjectSkipped skipped) => skipped.Reason is SkipReason.Parked or SkipReason.Archived;

    public static (string Object, string Version) KeyOf(in RecordOrigin origin) =>
        ($"s3://{origin.Container}/{origin.Object}", origin.Version);
}
