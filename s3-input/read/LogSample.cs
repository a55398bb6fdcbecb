namespace InputSdk.S3;

/// <summary>What the first lines of a log give, read as a pass reads them.</summary>
/// <param name="Records">Records.</param>
/// <param name="Rejected">Rejected lines.</param>
/// <param name="FirstRejected">The error of the first of them.</param>
internal sealed record LogSample(long Records, long Rejected, InputError? FirstRejected)
{
    // Enough of any log to see what its lines are, and little to wait for.
    private const int Lines = 10_000;

    /// <summary>More than a tenth of the lines are rejected: a run reports such an object.</summary>
    public bool LosesTooMuch => Rejected * 10 > Records + Rejected;

    /// <summary>Reads the first lines.</summary>
    /// <param name="text">The log; stays the caller's.</param>
    /// <param name="log">What its lines hold.</param>
    /// <param name="origin">Where it is.</param>
    /// <param name="limits">The bounds.</param>
    /// <exception cref="InputException">The object is no log, is damaged or is beyond a limit.</exception>
    public static async Task<LogSample> OfAsync(ObjectText text, LogDefinition log, RecordOrigin origin, Limits limits)
    {
        var reading = new ObjectReading(text, origin, linesDone: 0, new ReadingTools(log, limits), limits);
        var sample = new LogSample(0, 0, null);
        while (sample.Records + sample.Rejected < Lines && await reading.NextAsync() is { } message)
        {
            sample = message switch
            {
                RecordBatch batch => sample with { Records = sample.Records + batch.Count },
                RejectedLine line => sample with { Rejected = sample.Rejected + 1, FirstRejected = sample.FirstRejected ?? line.Error },
                _ => sample,
            };
        }

        return sample;
    }
}
