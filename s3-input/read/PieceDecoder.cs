using System.Runtime.InteropServices;
using InputSdk.S3.Buffering;
using InputSdk.S3.Decode;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Read;

/// <summary>
/// Decodes the text of an object and splits it into pieces. Each piece starts with a copy of the lines before it that
/// belong to the windows of its rows, so that pieces can be parsed in parallel.
/// </summary>
/// <param name="text">The text. The caller keeps ownership of it.</param>
/// <param name="of">The object.</param>
/// <param name="limits">The limits.</param>
internal sealed class PieceDecoder(DecodedObject text, ObjectLines of, Limits limits) : IDisposable
{
    // The gzip decoder needs the text before _first. The window of the next line starts at _first, the line at _start.
    // The windows of lines up to _to are complete.
    private byte[] _buffer = [];
    private int _first;
    private int _start;
    private int _to;
    private int _end;
    private bool _isEnd;
    private long _linesBefore;
    private ulong _firstBytes;

    /// <summary>The number of decoded bytes.</summary>
    public long Decoded { get; private set; }

    /// <summary>Waits until the bytes are received that the next piece probably needs.</summary>
    public ValueTask BufferedAsync(CancellationToken cancellationToken) =>
        text.BufferedAsync(limits.PieceBytes, cancellationToken);

    /// <summary>Decodes the next piece. The caller takes ownership of it.</summary>
    /// <param name="keepsFault">Store an error of the text in the piece, after the lines before the error.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <exception cref="InputException">The text has an error.</exception>
    public async ValueTask<Piece> NextAsync(bool keepsFault, CancellationToken cancellationToken)
    {
        InputError? fault = null;
        try
        {
            do
            {
                await FillAsync(cancellationToken);
                CheckLineLengths();
                FindLines();
            } while (!_isEnd && _to == _start);
        }
        catch (InputException e) when (keepsFault)
        {
            fault = e.Error;
            FindLines();
        }

        var piece = new Piece(_buffer, _first, _start, _to, _end)
        {
            IsEnd = _isEnd,
            LinesBefore = _linesBefore,
            Fault = fault,
        };
        if (_isEnd || fault is not null)
        {
            (_buffer, _end) = ([], 0);
        }
        else
        {
            KeepRest();
        }

        return piece;
    }

    /// <summary>Refuses an object that cannot be a log. A gzip text without a row is a log of rejected lines.</summary>
    /// <param name="log">The log as which the lines were parsed.</param>
    /// <param name="isLog">A piece can belong to a log.</param>
    /// <param name="isBinary">A piece is probably not text.</param>
    /// <exception cref="InputException">The object is not a log.</exception>
    public void CheckIsLog(LogDefinition log, bool isLog, bool isBinary)
    {
        if (!isLog && (!text.IsGzip || isBinary))
        {
            var first = MemoryMarshal.AsBytes(new Span<ulong>(ref _firstBytes))[
                ..(int)Math.Min(sizeof(ulong), Decoded)
            ];
            throw Errors.Of(
                ErrorCode.NotALog,
                $"{of.DisplayName}: expected gzip (1F 8B 08) or lines of the {log.Title.ToLowerInvariant()}, "
                    + $"found {Convert.ToHexString(first)} and no such line."
            );
        }
    }

    public void Dispose() => Buffers.Return(ref _buffer);

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var (isFirst, most) = (Decoded == 0, _end + limits.PieceBytes);
        Reserve(most + PaddedText.Padding);
        while (_end < most && !_isEnd)
        {
            var read = await text.ReadAsync(_buffer.AsMemory(0, most), _end, cancellationToken);
            (_end, Decoded, _isEnd) = (_end + read, Decoded + read, read == 0);
        }

        if (isFirst)
        {
            // Some tools write a byte order mark, which is not part of the first value.
            var bytes = _buffer.AsSpan(0, _end);
            _first = _start = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
            bytes[..Math.Min(sizeof(ulong), _end)].CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref _firstBytes)));
        }
    }

    /// <summary>Finds the end of the lines whose windows are complete.</summary>
    private void FindLines()
    {
        var decidable = _isEnd
            ? _end
            : Math.Max(_start, _first + RowWindow.DecidableTo(_buffer.AsSpan(_first, _end - _first), limits));
        _to = _isEnd ? _end : _start + _buffer.AsSpan(_start, decidable - _start).LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>
    /// Checks line lengths before any record is emitted: an object that is verified completely emits no record if a
    /// line is too long.
    /// </summary>
    private void CheckLineLengths()
    {
        // Jumps from line end to line end, each as far ahead as a line can reach, so it compares few bytes.
        for (var at = _start; _end - at > limits.LineBytes; )
        {
            var end = _buffer.AsSpan(at, limits.LineBytes + 1).LastIndexOf((byte)'\n');
            at =
                end >= 0
                    ? at + end + 1
                    : throw of.LineTooLong(
                        _linesBefore + _buffer.AsSpan(_start, at - _start).Count((byte)'\n') + 1,
                        limits
                    );
        }
    }

    private void KeepRest()
    {
        var (used, first) = (
            _buffer,
            _first + RowWindow.StartBefore(_buffer.AsSpan(_first, _end - _first), _to - _first, limits)
        );
        _linesBefore += used.AsSpan(_start, _to - _start).Count((byte)'\n');
        var kept = Math.Min(first, Math.Max(0, _end - text.HistoryBytes));
        _buffer = Buffers.Rent(_end - kept);
        used.AsSpan(kept, _end - kept).CopyTo(_buffer);
        (_first, _start, _to, _end) = (first - kept, _to - kept, _to - kept, _end - kept);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length < bytes)
        {
            var larger = Buffers.Rent(bytes);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            Dispose();
            _buffer = larger;
        }
    }
}
