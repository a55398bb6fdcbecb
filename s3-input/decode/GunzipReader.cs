using System.Buffers;
using System.Collections.Concurrent;
using InputSdk.S3.Decode.Inflate;

namespace InputSdk.S3.Decode;

/// <summary>
/// Decompresses a gzip stream directly into the buffer of its caller. It returns the end of the text only after every
/// member was verified.
/// </summary>
internal sealed class GunzipReader : IDisposable
{
    private const int InputBytes = 64 * 1024;

    // A decoder has tables of 40 KB. It is rented at the first read, so objects that wait to be read do not use one.
    private static readonly ConcurrentBag<VerifyingGzipDecoder> Pool = [];
    private static readonly int Pooled = 4 * Environment.ProcessorCount;

    private readonly Stream _body;
    private readonly string _displayName;
    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputBytes);
    private VerifyingGzipDecoder? _decoder;
    private int _next;
    private int _end;
    private long _taken;
    private long _decoded;

    /// <param name="body">The compressed bytes. This reader takes ownership of the stream.</param>
    /// <param name="first">The first bytes, which were already read from the stream.</param>
    /// <param name="displayName">The name of the object for error messages.</param>
    public GunzipReader(Stream body, ReadOnlySpan<byte> first, string displayName)
    {
        (_body, _displayName, _end) = (body, displayName, first.Length);
        first.CopyTo(_input);
    }

    /// <summary>The number of earlier bytes of text that must stay in the buffer before the next bytes.</summary>
    public const int WindowBytes = Inflater.WindowBytes;

    /// <summary>Decompresses the next bytes.</summary>
    /// <param name="buffer">
    /// Contains the text before <paramref name="end"/>: all of it, or at least <see cref="WindowBytes"/>. Any byte
    /// after <paramref name="end"/> can be overwritten.
    /// </param>
    /// <param name="end">The position of the next byte.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns>
    /// The number of bytes of text that were added; 0 at the end of the text, or if there is no space.
    /// </returns>
    /// <exception cref="InputException">The data is damaged or truncated, or its source failed.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, int end, CancellationToken cancellationToken)
    {
        var decoder = _decoder ??= Rent();
        while (true)
        {
            var to = end;
            var state = decoder.Decode(_input.AsSpan(0, _end), ref _next, buffer.Span, ref to);
            _decoded += to - end;
            if (to > end || state == GzipDecodeStatus.NeedsRoom)
            {
                return to - end;
            }

            if (state == GzipDecodeStatus.Damaged)
            {
                throw Corrupt(decoder.Fault, _taken + _next - decoder.Unused);
            }

            if (!await FillAsync(cancellationToken))
            {
                return decoder.MayEnd ? 0 : throw Corrupt("the end of the data", _taken);
            }
        }
    }

    public void Dispose()
    {
        _body.Dispose();
        ArrayPool<byte>.Shared.Return(_input);
        _input = [];
        if (_decoder is { } decoder && Pool.Count < Pooled)
        {
            Pool.Add(decoder);
        }

        _decoder = null;
    }

    private static VerifyingGzipDecoder Rent()
    {
        var decoder = Pool.TryTake(out var pooled) ? pooled : new VerifyingGzipDecoder();
        decoder.Reset();
        return decoder;
    }

    /// <returns>False at the end of the body.</returns>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        // A body in memory never waits, and can take long to decompress without producing any text.
        cancellationToken.ThrowIfCancellationRequested();
        _taken += _end;
        (_next, _end) = (0, 0);
        _end = await _body.ReadAsync(_input, cancellationToken);
        return _end > 0;
    }

    private InputException Corrupt(string found, long at) =>
        Errors.Of(
            ErrorCode.Corrupt,
            $"{_displayName}: expected complete gzip, found {found} at byte {at}, after {_decoded} bytes of text."
        );
}
