using InputSdk;

namespace InputHost.Serve;

/// <summary>An object that could not be read, and waits for a person or for its next try.</summary>
internal sealed record UnreadObject
{
    public required string Object { get; init; }

    /// <summary>What tells this content of it from another.</summary>
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
