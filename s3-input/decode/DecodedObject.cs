namespace InputSdk.S3.Decode;

/// <summary>The decoded text of one object. It returns the end only after all bytes before it were verified.</summary>
/// <param name="body">The bytes of the object. This type takes ownership of the stream.</param>
/// <param name="size">The size in bytes, as listed.</param>
/// <param name="displayName">The name of the object for messages.</param>
/// <param name="limits">The limits.</param>
internal sealed class DecodedObject(Stream body, long size, string displayName, Limits limits) : IAsyncDisposable
{
    private const int MagicBytes = 3;

    private Stream _bytes = new LengthCheckedStream(body, size, displayName);
    private GunzipReader? _gzip;
    private ReadOnlyMemory<byte> _first;
    private bool _isOpen;
    private long _decoded;

    /// <summary>The object is compressed. Known after the first read.</summary>
    public bool IsGzip => _gzip is not null;

    /// <summary>The number of earlier bytes of text that must stay in the buffer before the next bytes.</summary>
    public int HistoryBytes => IsGzip ? GunzipReader.WindowBytes : 0;

    /// <summary>Waits until this many bytes of a buffered body are received, or the body has ended.</summary>
    public ValueTask BufferedAsync(int bytes, CancellationToken cancellationToken) =>
        body is BufferedBody buffered ? buffered.BufferedAsync(bytes, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Reads the next bytes.</summary>
    /// <param name="buffer">
    /// Contains the text before <paramref name="end"/>: all of it, or at least <see cref="HistoryBytes"/>. Any byte
    /// after <paramref name="end"/> can be overwritten, even if it does not become text.
    /// </param>
    /// <param name="end">The position of the next byte. There is space for at least one byte.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
    /// <exception cref="InputException">The object is damaged or exceeds a limit, or its source failed.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, int end, CancellationToken cancellationToken)
    {
        if (!_isOpen)
        {
            await OpenAsync(cancellationToken);
        }

        var read = _first.IsEmpty ? await NextAsync(buffer, end, cancellationToken) : TakeFirst(buffer.Span[end..]);
        _decoded += read;
        return _decoded <= limits.ExpansionFreeBytes || _decoded / limits.ExpansionRatio <= size
            ? read
            : throw Errors.Of(
                ErrorCode.TooLarge,
                $"{displayName}: {size} bytes expanded to {_decoded} bytes or more, "
                    + $"which exceeds the limit of {limits.ExpansionRatio} times the size."
            );
    }

    /// <summary>Closes the body. Bytes that are not received yet are discarded.</summary>
    public async ValueTask DisposeAsync()
    {
        _gzip?.Dispose();
        await _bytes.DisposeAsync();
        await body.DisposeAsync();
    }

    /// <summary>Detects gzip by the first bytes of each layer, because names and headers are often wrong.</summary>
    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _first = await FirstAsync(cancellationToken);
        for (var layers = 0; layers < Limits.GzipLayers && _first.Span is [0x1F, 0x8B, 0x08]; layers++)
        {
            var most = Math.Max(limits.InnerGzipFreeBytes, limits.ExpansionRatio * size);
            _bytes = _gzip is null ? _bytes : new InnerGzipStream(_gzip, _first.Span, most, displayName);
            var name = layers == 0 ? displayName : $"{displayName} (gzip within gzip)";
            _gzip = new GunzipReader(_bytes, _first.Span, name);
            _first = await FirstAsync(cancellationToken);
        }

        _isOpen = true;
    }

    private async ValueTask<ReadOnlyMemory<byte>> FirstAsync(CancellationToken cancellationToken)
    {
        var (first, length) = (new byte[MagicBytes], 0);
        for (var read = 1; read > 0 && length < MagicBytes; length += read)
        {
            read = await NextAsync(first, length, cancellationToken);
        }

        return first.AsMemory(0, length);
    }

    private ValueTask<int> NextAsync(Memory<byte> buffer, int end, CancellationToken cancellationToken) =>
        _gzip is null
            ? _bytes.ReadAsync(buffer[end..], cancellationToken)
            : _gzip.ReadAsync(buffer, end, cancellationToken);

    private int TakeFirst(Span<byte> room)
    {
        var length = Math.Min(_first.Length, room.Length);
        _first.Span[..length].CopyTo(room);
        _first = _first[length..];
        return length;
    }
}
