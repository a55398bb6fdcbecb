namespace InputSdk.S3;

/// <summary>
/// A stream whose zeros at the end are given one at a time: some tools pad gzip with them, and the reader's last request
/// then tells whether they were asked for as data. gzip itself ignores such padding.
/// </summary>
internal sealed class TrailingZeros(Stream body) : ReadOnlyStream
{
    private readonly byte[] _next = new byte[1];
    private long _zeros;
    private bool _hasNext;
    private bool _isEnd;

    /// <summary>What was given last is one of the zeros at the end: the reader did not ask for what follows it.</summary>
    public bool StoppedInside { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty && !_isEnd)
        {
            if (_zeros > 0 && !_hasNext)
            {
                // Whether they are the end is known only by what follows.
                _hasNext = await body.ReadAsync(_next, cancellationToken) > 0;
                _isEnd = !_hasNext;
                continue;
            }

            var length = (int)Math.Min(_zeros, buffer.Length);
            buffer.Span[..length].Clear();
            _zeros -= length;
            if (_hasNext && length < buffer.Length)
            {
                buffer.Span[length++] = _next[0];
                _hasNext = false;
            }

            if (length == 0 && (length = await body.ReadAsync(buffer, cancellationToken)) == 0)
            {
                _isEnd = true;
                break;
            }

            // Zeros may be held back for good only if nothing is to follow them.
            var kept = _hasNext ? length : buffer.Span[..length].TrimEnd((byte)0).Length;
            _zeros += length - kept;
            if (kept > 0)
            {
                return kept;
            }
        }

        StoppedInside = _zeros > 0 && !buffer.IsEmpty;
        return StoppedInside ? OneZero(buffer.Span) : 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private int OneZero(Span<byte> buffer)
    {
        _zeros--;
        buffer[0] = 0;
        return 1;
    }
}
