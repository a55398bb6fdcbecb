using System.Buffers;

namespace InputSdk.S3;

/// <summary>
/// The decoded text of one object. What fits into the window is there and verified when
/// <see cref="OpenAsync"/> is done; of a larger object the rest follows by <see cref="NextAsync"/>.
/// </summary>
internal sealed class ObjectText : IAsyncDisposable
{
    private readonly Stream _text;
    private ReadAhead? _ahead;
    private readonly Limits _limits;
    private byte[] _window;

    private ObjectText(Stream text, string place, bool isGzip, Limits limits)
    {
        _text = text;
        Place = place;
        IsGzip = isGzip;
        _limits = limits;
        _window = ArrayPool<byte>.Shared.Rent(Math.Min(limits.WholeObjectBytes, limits.ReadBytes) + PaddedText.Padding);
    }

    /// <summary>The object's name for messages.</summary>
    public string Place { get; }

    public bool IsGzip { get; }

    /// <summary>The memory that the window lies in, until the object is disposed of.</summary>
    public byte[] Buffer => _window;

    /// <summary>The first bytes of the text; all of them when <see cref="IsWhole"/>.</summary>
    public ReadOnlySpan<byte> Window => _window.AsSpan(0, WindowLength);

    /// <summary>The window, to be looked at.</summary>
    public PaddedText Padded => new(_window, 0, WindowLength);

    public int WindowLength { get; private set; }

    /// <summary>The window holds the whole object, verified to its last byte.</summary>
    public bool IsWhole { get; private set; }

    /// <param name="body">The object's bytes; owned from here on.</param>
    /// <param name="size">Their number, as listed.</param>
    /// <param name="place">The object's name for messages.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InputException">The object is damaged or beyond a limit, or its source failed.</exception>
    public static async Task<ObjectText> OpenAsync(
        Stream body, long size, string place, Limits limits, CancellationToken cancellationToken)
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

            stream = new ExpandedStream(stream, size, place, limits);
            var text = new ObjectText(stream, place, layers > 0, limits);
            await text.FillWindowAsync(cancellationToken);
            text._ahead = text.IsWhole ? null : new ReadAhead(stream, limits, cancellationToken);
            return text;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next bytes of what is not whole in the window, behind those that are left; valid until the next are asked for.</summary>
    /// <param name="rest">What is left of the text before; put in front.</param>
    public ValueTask<TextPiece> NextAsync(ReadOnlyMemory<byte> rest) =>
        _ahead?.NextAsync(rest) ?? throw new InvalidOperationException($"{Place}: all of it is in the window.");

    public async ValueTask DisposeAsync()
    {
        if (_ahead is not null)
        {
            await _ahead.DisposeAsync();
        }

        await _text.DisposeAsync();
        ArrayPool<byte>.Shared.Return(_window);
        _window = [];
        WindowLength = 0;
    }

    private async Task FillWindowAsync(CancellationToken cancellationToken)
    {
        while (WindowLength < _limits.WholeObjectBytes)
        {
            if (WindowLength == _window.Length - PaddedText.Padding)
            {
                Grow();
            }

            var room = Math.Min(_window.Length - PaddedText.Padding, _limits.WholeObjectBytes) - WindowLength;
            var read = await _text.ReadAsync(_window.AsMemory(WindowLength, room), cancellationToken);
            if (read == 0)
            {
                IsWhole = true;
                return;
            }

            WindowLength += read;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(
            _window.Length < Limits.SmallWindowBytes ? _window.Length * 2 : Math.Max(_limits.WholeObjectBytes + PaddedText.Padding, _window.Length * 2));
        Window.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_window);
        _window = larger;
    }

    /// <summary>Compression is told by the first bytes: names and headers are often wrong.</summary>
    private static async Task<(Stream Stream, bool IsGzip)> PeekAsync(Stream stream, CancellationToken cancellationToken)
    {
        var first = new byte[3];
        var length = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new ConcatStream(new MemoryStream(first, 0, length), stream);
        return (whole, length == 3 && first is [0x1f, 0x8b, 0x08]);
    }
}
