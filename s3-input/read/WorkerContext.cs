using System.Collections.Concurrent;

namespace InputSdk.S3.Read;

/// <summary>The services that the workers of a pass share.</summary>
/// <param name="Context">The context of the pass.</param>
/// <param name="TriesArchived">Try objects that are listed as archived, because they may have been restored.</param>
internal sealed record WorkerContext(ReadContext Context, bool TriesArchived)
{
    private readonly ConcurrentStack<PieceParser> _parsers = [];

    /// <summary>Parses a piece with a parser that no other worker uses at the same time.</summary>
    public void Parse(Piece piece, ObjectLines of)
    {
        var parser = _parsers.TryPop(out var spare)
            ? spare
            : new PieceParser(Context.Config.Log, Context.Limits, Context.Format.NewWriter());
        parser.Read(piece, of);
        _parsers.Push(parser);
    }
}
