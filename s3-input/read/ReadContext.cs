namespace InputSdk.S3;

/// <summary>What a pass works with.</summary>
internal sealed record ReadContext
{
    public required InputDefinition Definition { get; init; }

    public required S3Config Config { get; init; }

    public required IInputHost Host { get; init; }

    public required IObjectStore Store { get; init; }

    public required CheckpointRules Rules { get; init; }

    public required Paging Paging { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>What all reads of the process share.</summary>
    public required ReadCapacity Capacity { get; init; }

    /// <summary>One for each object that the pass requests now, as the user limits them.</summary>
    public required Quota Requests { get; init; }

    /// <summary>The Date of S3's first answer in the pass. It decides which days are polled.</summary>
    public required DateTimeOffset SourceTime { get; init; }

    /// <summary>The time by which pauses are measured.</summary>
    public required DateTimeOffset TimeOfPass { get; init; }

    /// <summary>The input was never read before.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The next pass comes soon.</summary>
    public required bool Following { get; init; }

    public SkippedObjectMessages Skips => new(Config.Bucket, Following);

    /// <summary>The name of an object for messages.</summary>
    public string PlaceOf(ObjectVersion version) => $"s3://{Config.Bucket}/{version.Key}";

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
