namespace InputSdk.S3;

/// <summary>The decoded text of one object. Its end is given only after everything before it was verified.</summary>
/// <param name="body">The bytes of the object; owned from here on.</param>
/// <param name="size">Their number, as listed.</param>
/// <param name="place">The name of the object for messages.</param>
/// <param name="limits">The bounds.</param>
internal sealed class DecodedObject(Stream body, long size, string place, Limits limits) : IAsyncDisposable
{
    private const int MagicBytes = 3;

    private Stream _bytes = new LengthCheckedStream(body, size, place);
    private GunzipReader? _gzip;
    private ReadOnlyMemory<byte> _first;
    private bool _isOpen;
    private long _decoded;

    /// <summary>The object is compressed. Known after the first read.</summary>
    public bool IsGzip => _gzip is not null;

    /// <summary>How many bytes of the text before have to stay in the buffer before those that come next.</summary>
    public int HistoryBytes => IsGzip ? GunzipReader.WindowBytes : 0;

    /// <summary>Ends when so many bytes of a body that is received meanwhile are there, or no more come.</summary>
    public ValueTask BufferedAsync(int bytes, CancellationToken cancellationToken) =>
        body is BufferedBody buffered ? buffered.BufferedAsync(bytes, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Reads the next bytes.</summary>
    /// <param name="buffer">
    /// Holds the text before <paramref name="end"/>: all of it, or at least <see cref="HistoryBytes"/>. The bytes after
    /// <paramref name="end"/> are overwritten, also those that do not become text.
    /// </param>
    /// <param name="end">Where the next bytes go. There is room for one byte or more.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns>How many; 0 at the end.</returns>
    /// <exception cref="InputException">The object is damaged or beyond a limit, or its source failed.</exception>
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
                $"{place}: {size} bytes became more than {_decoded}, over {limits.ExpansionRatio} times as many."
            );
    }

    /// <summary>Closes the body, but does not wait for the rest of one that is still received.</summary>
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
            _bytes = _gzip is null ? _bytes : new InnerGzipStream(_gzip, _first.Span, most, place);
            _gzip = new GunzipReader(_bytes, _first.Span, layers == 0 ? place : $"{place} (gzip within gzip)");
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
