using System.Buffers;

namespace InputSdk.S3;

/// <summary>
/// A stream that returns zeros at its end one at a time. Some tools pad gzip with zeros, which gzip ignores; the number
/// of reads shows whether the decoder needed them as data.
/// </summary>
internal sealed class TrailingZeros(Stream body) : ReadOnlyStream
{
    private const int ChunkBytes = 16 * 1024;

    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private int _at;
    private int _end;

    // Zeros before the rest of the chunk, and zeros that may be the end.
    private long _before;
    private long _held;
    private bool _isEnd;

    /// <summary>The last read returned one of the zeros at the end, and there was no read after it.</summary>
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
