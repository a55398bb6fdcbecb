using System.Buffers;
using System.Runtime.ExceptionServices;

namespace InputSdk.S3;

/// <summary>
/// Decodes the next bytes of a large object while those before are made into records. Two buffers take
/// turns: one is read from, where it was decoded, the other filled. A fault comes where it happened,
/// behind the bytes before it.
/// </summary>
internal sealed class ReadAhead : IAsyncDisposable
{
    private readonly Stream _text;
    private readonly Limits _limits;
    private readonly CancellationTokenSource _stop;
    private Piece _spare = new();
    private Task<Piece> _filling;

    /// <param name="text">What to read; stays the caller's, who disposes of it after this.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    public ReadAhead(Stream text, Limits limits, CancellationToken cancellationToken)
    {
        _text = text;
        _limits = limits;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _filling = FillAsync(new Piece());
    }

    /// <summary>The next bytes, behind those that are left of the text before; what was given before is used again.</summary>
    /// <param name="rest">What is left, put in front; it lies in the piece given before, or elsewhere.</param>
    public async ValueTask<TextPiece> NextAsync(ReadOnlyMemory<byte> rest)
    {
        var piece = await _filling;
        if (piece.Length == 0)
        {
            piece.Fault?.Throw();
        }

        piece.PutInFront(rest.Span);
        var text = new TextPiece(piece.Buffer, piece.Start - rest.Length, rest.Length + piece.Length, IsEnd: piece.IsEnd);
        if (piece.Fault is null && !piece.IsEnd)
        {
            _filling = FillAsync(_spare);
        }
        else
        {
            // A fault comes next, behind the bytes before it.
            _filling = Task.FromResult(new Piece { Fault = piece.Fault });
            _spare.Return();
        }

        _spare = piece;
        return text;
    }

    /// <summary>Waits for the bytes under way: nothing may be read from a stream that is disposed of.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (await _filling).Return();
        _spare.Return();
        _stop.Dispose();
    }

    private async Task<Piece> FillAsync(Piece piece)
    {
        try
        {
            piece.Begin(_limits.RestBytes, _limits.AheadBytes);
            while (piece.Length < _limits.AheadBytes && !piece.IsEnd)
            {
                var read = await _text.ReadAsync(piece.Buffer.AsMemory(piece.Start + piece.Length, _limits.AheadBytes - piece.Length), _stop.Token);
                piece.Length += read;
                piece.IsEnd = read == 0;
            }
        }
        catch (Exception e)
        {
            piece.Fault = ExceptionDispatchInfo.Capture(e);
        }

        return piece;
    }

    private sealed class Piece
    {
        public byte[] Buffer { get; private set; } = [];

        /// <summary>Where its bytes begin; what was left before fits in front of them.</summary>
        public int Start { get; private set; }

        public int Length { get; set; }

        public bool IsEnd { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }

        public void Begin(int start, int bytes)
        {
            (Start, Length) = (start, 0);
            if (Buffer.Length < Start + bytes + PaddedText.Padding)
            {
                Return();
                Buffer = ArrayPool<byte>.Shared.Rent(Start + bytes + PaddedText.Padding);
            }
        }

        public void PutInFront(ReadOnlySpan<byte> rest)
        {
            if (rest.Length > Start)
            {
                // A line that is longer than anybody writes.
                var larger = ArrayPool<byte>.Shared.Rent(rest.Length + Length + PaddedText.Padding);
                Buffer.AsSpan(Start, Length).CopyTo(larger.AsSpan(rest.Length));
                Return();
                (Buffer, Start) = (larger, rest.Length);
            }

            rest.CopyTo(Buffer.AsSpan(Start - rest.Length));
        }

        public void Return()
        {
            if (Buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(Buffer);
                Buffer = [];
            }
        }
    }
}

/// <summary>A piece of a text.</summary>
/// <param name="Buffer">Where it is; as much as <see cref="PaddedText"/> wants follows.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many it has.</param>
/// <param name="IsEnd">The text ends with it, and then is verified.</param>
internal readonly record struct TextPiece(byte[] Buffer, int Start, int Length, bool IsEnd);
