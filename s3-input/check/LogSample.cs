namespace InputSdk.S3;

/// <summary>What the first lines of a log give, read as a pass reads them.</summary>
/// <param name="Records">Records.</param>
/// <param name="Rejected">Rejected lines.</param>
/// <param name="FirstRejected">The error of the first of them.</param>
/// <param name="IsWhole">The log has no more lines.</param>
internal sealed record LogSample(long Records, long Rejected, InputError? FirstRejected, bool IsWhole)
{
    // Enough of any log to see what its lines are, and little to wait for.
    private const int Lines = 10_000;

    /// <summary>More than a tenth of the lines are rejected: a run reports such an object.</summary>
    public bool LosesTooMuch => Rejected * 10 > Records + Rejected;

    /// <summary>Reads the first lines.</summary>
    /// <param name="text">The log; stays the caller's.</param>
    /// <param name="log">What its lines hold.</param>
    /// <param name="place">The name of the object for messages.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <exception cref="InputException">The object is no log, is damaged or is beyond a limit.</exception>
    public static async Task<LogSample> OfAsync(
        DecodedObject text,
        LogDefinition log,
        string place,
        Limits limits,
        CancellationToken cancellationToken
    )
    {
        var lines = new ObjectLines(place, LinesDone: 0);
        using var cutter = new PieceDecoder(text, lines, limits);
        var (reader, sample, isLog, isBinary) = (
            new PieceParser(log, limits),
            new LogSample(0, 0, null, IsWhole: false),
            false,
            false
        );
        while (!sample.IsWhole && sample.Records + sample.Rejected < Lines)
        {
            using var piece = await cutter.NextAsync(keepsFault: false, cancellationToken);
            reader.Read(piece, lines);
            (isLog, isBinary) = (isLog || piece.IsLog, isBinary || piece.LooksBinary);
            sample = new LogSample(
                sample.Records + piece.Products.Sum(product => (long)product.Count),
                sample.Rejected + piece.Rejected,
                sample.FirstRejected ?? piece.Products.Find(product => product.Error is not null).Error,
                piece.IsEnd
            );
            if (piece.Fault is { } fault)
            {
                throw new InputException(fault);
            }
        }

        cutter.CheckIsLog(log, isLog, isBinary);
        return sample;
    }
}
