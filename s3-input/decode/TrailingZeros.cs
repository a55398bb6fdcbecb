using System.Buffers;

namespace InputSdk.S3;

/// <summary>
/// A stream whose zeros at the end are given one at a time: some tools pad gzip with them, and the reader's last request
/// then tells whether they were asked for as data. gzip itself ignores such padding.
/// </summary>
internal sealed class TrailingZeros(Stream body) : ReadOnlyStream
{
    private const int ChunkBytes = 16 * 1024;

    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private int _at;
    private int _end;

    // Zeros that stand before what is left of the chunk, and zeros that may be the end.
    private long _before;
    private long _held;
    private bool _isEnd;

    /// <summary>What was given last is one of the zeros at the end: the reader did not ask for what follows it.</summary>
    public bool StoppedInside { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_before == 0 && _at == _end && !_isEnd)
        {
            await FillAsync(cancellationToken);
        }

        var isTail = _before == 0 && _at == _end;
        StoppedInside = isTail && _held > 0;
        return isTail ? Tail(buffer.Span) : Give(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _chunk.Length > 0)
        {
            body.Dispose();
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = [];
        }

        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var read = await body.ReadAsync(_chunk.AsMemory(0, ChunkBytes), cancellationToken);
        _isEnd = read == 0;
        (_at, _end) = (0, _chunk.AsSpan(0, read).TrimEnd((byte)0).Length);
        if (_end > 0)
        {
            (_before, _held) = (_held, 0);
        }

        _held += read - _end;
    }

    private int Give(Span<byte> buffer)
    {
        if (_before > 0)
        {
            var zeros = (int)Math.Min(_before, buffer.Length);
            buffer[..zeros].Clear();
            _before -= zeros;
            return zeros;
        }

        var length = Math.Min(_end - _at, buffer.Length);
        _chunk.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    private int Tail(Span<byte> buffer)
    {
        if (_held == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        _held--;
        buffer[0] = 0;
        return 1;
    }
}
