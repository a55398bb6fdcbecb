using System.Buffers;
using System.Collections.Concurrent;

namespace InputSdk.S3;

/// <summary>
/// Decompresses a gzip stream directly into the buffer that its reader works with. The end of the text is returned only
/// after every member was verified.
/// </summary>
internal sealed class GunzipReader : IDisposable
{
    private const int InputBytes = 64 * 1024;

    // They have tables of 40 KB. Each is rented with the first read, so those of objects that wait to be read are not
    // in use.
    private static readonly ConcurrentBag<VerifyingGzipDecoder> Pool = [];
    private static readonly int Pooled = 4 * Environment.ProcessorCount;

    private readonly Stream _body;
    private readonly string _place;
    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputBytes);
    private VerifyingGzipDecoder? _members;
    private int _next;
    private int _end;
    private long _taken;
    private long _decoded;

    /// <param name="body">The compressed bytes; owned from here on.</param>
    /// <param name="first">Its first bytes, which were read from it already.</param>
    /// <param name="place">The name of the object for error messages.</param>
    public GunzipReader(Stream body, ReadOnlySpan<byte> first, string place)
    {
        (_body, _place, _end) = (body, place, first.Length);
        first.CopyTo(_input);
    }

    /// <summary>How many bytes of text have to stay in the buffer before the next ones.</summary>
    public const int WindowBytes = Inflater.WindowBytes;

    /// <summary>Decompresses the next bytes.</summary>
    /// <param name="buffer">
    /// A buffer that holds the text before <paramref name="end"/>: all of it, or at least <see cref="WindowBytes"/>.
    /// The bytes after <paramref name="end"/> are overwritten.
    /// </param>
    /// <param name="end">Where the next bytes go.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns>How many bytes of text were added; 0 at the end of the text, or if there is no room.</returns>
    /// <exception cref="InputException">The data is damaged or truncated, or its source failed.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, int end, CancellationToken cancellationToken)
    {
        var members = _members ??= Rent();
        while (true)
        {
            var to = end;
            var state = members.Decode(_input.AsSpan(0, _end), ref _next, buffer.Span, ref to);
            _decoded += to - end;
            if (to > end || state == GzipDecodeStatus.NeedsRoom)
            {
                return to - end;
            }

            if (state == GzipDecodeStatus.Damaged)
            {
                throw Corrupt(members.Fault, _taken + _next - members.Unused);
            }

            if (!await FillAsync(cancellationToken))
            {
                return members.MayEnd ? 0 : throw Corrupt("the end of the data", _taken);
            }
        }
    }

    public void Dispose()
    {
        _body.Dispose();
        ArrayPool<byte>.Shared.Return(_input);
        _input = [];
        if (_members is { } members && Pool.Count < Pooled)
        {
            Pool.Add(members);
        }

        _members = null;
    }

    private static VerifyingGzipDecoder Rent()
    {
        var members = Pool.TryTake(out var pooled) ? pooled : new VerifyingGzipDecoder();
        members.Reset();
        return members;
    }

    /// <returns>False at the end of the body.</returns>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        // A body that is in memory is never waited for, and can decompress for long without any text.
        cancellationToken.ThrowIfCancellationRequested();
        _taken += _end;
        (_next, _end) = (0, 0);
        _end = await _body.ReadAsync(_input, cancellationToken);
        return _end > 0;
    }

    private InputException Corrupt(string found, long at) =>
        Errors.Of(
            ErrorCode.Corrupt,
            $"{_place}: expected complete gzip, found {found} at byte {at}, after {_decoded} bytes of text."
        );
}
