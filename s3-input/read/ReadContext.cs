using InputSdk.S3.Checkpoints;
using InputSdk.S3.Configuration;
using InputSdk.S3.Formats;
using InputSdk.S3.Listing;
using InputSdk.S3.Read.Capacity;
using InputSdk.S3.Store;

namespace InputSdk.S3.Read;

/// <summary>The services and values that a pass uses.</summary>
internal sealed record ReadContext
{
    public required InputDefinition Definition { get; init; }

    public required S3Config Config { get; init; }

    /// <summary>The format of the records.</summary>
    public required RecordFormat Format { get; init; }

    public required IInputHost Host { get; init; }

    public required IObjectStore Store { get; init; }

    public required CheckpointRules Rules { get; init; }

    public required Paging Paging { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>The capacity that all passes of the process share.</summary>
    public required ReadCapacity Capacity { get; init; }

    /// <summary>One for each current object request of the pass. The user can limit it.</summary>
    public required Quota Requests { get; init; }

    /// <summary>The Date header of S3's first response in the pass. It decides which days are polled.</summary>
    public required DateTimeOffset SourceTime { get; init; }

    /// <summary>The time that decides what is due.</summary>
    public required DateTimeOffset TimeOfPass { get; init; }

    /// <summary>The input was never read before.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The host runs pass after pass.</summary>
    public required bool Following { get; init; }

    public SkippedObjectMessages Skips => new(Config.Bucket, Following);

    /// <summary>The name of an object for messages.</summary>
    public string DisplayNameOf(ObjectVersion version) => $"s3://{Config.Bucket}/{version.Key}";

    public DateOnly SourceDay => DateOnly.FromDateTime(SourceTime.UtcDateTime);

    public void Report(EventLevel level, string code, string message, params (string Name, long Value)[] counters) =>
        Host.Report(
            new InputEvent
            {
                Level = level,
                Code = code,
                Message = message,
                Counters = counters.ToDictionary(counter => counter.Name, counter => counter.Value),
            }
        );
}
