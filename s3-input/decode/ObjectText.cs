namespace InputSdk.S3;

/// <summary>The decoded text of one object. Its end is given only after everything before it was verified.</summary>
internal sealed class ObjectText : IAsyncDisposable
{
    private readonly Stream _text;

    private readonly Stream _body;

    private ObjectText(Stream text, Stream body, bool isGzip) => (_text, _body, IsGzip) = (text, body, isGzip);

    /// <summary>The object was compressed.</summary>
    public bool IsGzip { get; }

    /// <param name="body">The object's bytes; owned from here on.</param>
    /// <param name="size">Their number, as listed.</param>
    /// <param name="place">The object's name for messages.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InputException">The object is damaged or beyond a limit, or its source failed.</exception>
    public static async ValueTask<ObjectText> OpenAsync(Stream body, long size, string place, Limits limits, CancellationToken cancellationToken)
    {
        Stream stream = new MeasuredStream(body, size, place);
        try
        {
            var layers = 0;
            while (true)
            {
                (stream, var isGzip) = await PeekAsync(stream, cancellationToken);
                if (!isGzip || layers == Limits.GzipLayers)
                {
                    break;
                }

                stream = new VerifiedGunzipStream(stream, place);
                layers++;
            }

            return new ObjectText(new ExpandedStream(stream, size, place, limits), body, layers > 0);
        }
        catch
        {
            await CloseAsync(stream, body);
            throw;
        }
    }

    /// <summary>Ends when so many bytes of a body that is received meanwhile are there, or no more come.</summary>
    public ValueTask BufferedAsync(int bytes, CancellationToken cancellationToken) =>
        _body is BufferedBody body ? body.BufferedAsync(bytes, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Reads the next bytes.</summary>
    /// <returns>How many; 0 at the end.</returns>
    /// <exception cref="InputException">The object is damaged or beyond a limit, or its source failed.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _text.ReadAsync(buffer, cancellationToken);

    public ValueTask DisposeAsync() => CloseAsync(_text, _body);

    /// <summary>The decoders close what they read from, but do not wait for the rest of a body that is still received.</summary>
    private static async ValueTask CloseAsync(Stream text, Stream body)
    {
        await text.DisposeAsync();
        await body.DisposeAsync();
    }

    /// <summary>Compression is told by the first bytes: names and headers are often wrong.</summary>
    private static async ValueTask<(Stream Stream, bool IsGzip)> PeekAsync(Stream stream, CancellationToken cancellationToken)
    {
        var first = new byte[3];
        var length = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new ConcatStream(new MemoryStream(first, 0, length), stream);
        return (whole, length == 3 && first is [0x1f, 0x8b, 0x08]);
    }
}
