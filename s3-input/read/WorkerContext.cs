using System.Collections.Concurrent;

namespace InputSdk.S3;

/// <summary>What the workers of a pass use.</summary>
/// <param name="Context">What the pass works with.</param>
/// <param name="TriesArchived">Objects listed as archived are tried: they may have been restored.</param>
internal sealed record WorkerContext(ReadContext Context, bool TriesArchived)
{
    private readonly ConcurrentStack<PieceParser> _readers = [];

    /// <summary>Parses a piece with a reader that nobody else uses meanwhile.</summary>
    public void Parse(Piece piece, ObjectLines of)
    {
        var reader = _readers.TryPop(out var spare) ? spare : new PieceParser(Context.Config.Log, Context.Limits);
        reader.Read(piece, of);
        _readers.Push(reader);
    }
}
