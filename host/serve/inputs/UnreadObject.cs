using InputSdk;

namespace InputHost.Serve;

/// <summary>An object that could not be read: it is parked until its next attempt, or archived.</summary>
internal sealed record UnreadObject
{
    public required string Object { get; init; }

    /// <summary>Identifies this version of the object.</summary>
    public required string Version { get; init; }

    public required SkipReason Reason { get; init; }

    public required string Message { get; init; }

    public string? Code { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextTry { get; init; }

    public static UnreadObject Of(ObjectSkipped skipped) =>
        new()
        {
            Object = UriOf(skipped.Origin),
            Version = skipped.Origin.Version,
            Reason = skipped.Reason,
            Message = skipped.Message,
            Code = skipped.Error?.Code,
            Attempts = skipped.Attempts,
            NextTry = skipped.NextTry,
        };

    public static string UriOf(in RecordOrigin origin) => $"s3://{origin.Container}/{origin.Object}";
}
