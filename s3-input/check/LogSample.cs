using InputSdk.S3.Decode;
using InputSdk.S3.Formats;
using InputSdk.S3.Read;

namespace InputSdk.S3.Check;

/// <summary>The result of reading the first lines of a log, in the same way as a pass.</summary>
/// <param name="Records">The number of records.</param>
/// <param name="Rejected">The number of rejected lines.</param>
/// <param name="FirstRejected">The error of the first rejected line; null if there is none.</param>
/// <param name="IsWhole">All lines of the log were read.</param>
internal sealed record LogSample(long Records, long Rejected, InputError? FirstRejected, bool IsWhole)
{
    // Enough to recognize the lines of any log, and fast to read.
    private const int Lines = 10_000;

    /// <summary>True if more than a tenth of the lines are rejected. A run reports such an object.</summary>
    public bool ExceedsRejectLimit => Rejected * 10 > Records + Rejected;

    /// <summary>Reads the first lines.</summary>
    /// <param name="text">The log. The caller disposes it.</param>
    /// <param name="log">The log type, which defines the columns.</param>
    /// <param name="displayName">The name of the object in messages.</param>
    /// <param name="limits">The limits of the engine.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="InputException">The object is not a log, is damaged or exceeds a limit.</exception>
    public static async Task<LogSample> OfAsync(
        DecodedObject text,
        LogDefinition log,
        string displayName,
        Limits limits,
        CancellationToken cancellationToken
    )
    {
        var lines = new ObjectLines(displayName, LinesDone: 0);
        using var decoder = new PieceDecoder(text, lines, limits);
        var (parser, sample, isLog, isBinary) = (
            new PieceParser(log, limits, new NativeWriter(log, new RecordBuffer())),
            new LogSample(0, 0, null, IsWhole: false),
            false,
            false
        );
        while (!sample.IsWhole && sample.Records + sample.Rejected < Lines)
        {
            using var piece = await decoder.NextAsync(keepsFault: false, cancellationToken);
            parser.Read(piece, lines);
            (isLog, isBinary) = (isLog || piece.IsLog, isBinary || piece.LooksBinary);
            sample = new LogSample(
                sample.Records + piece.Outputs.Sum(product => (long)product.Count),
                sample.Rejected + piece.Rejected,
                sample.FirstRejected ?? piece.Outputs.Find(product => product.Error is not null).Error,
                piece.IsEnd
            );
            if (piece.Fault is { } fault)
            {
                throw new InputException(fault);
            }
        }

        decoder.CheckIsLog(log, isLog, isBinary);
        return sample;
    }
}
