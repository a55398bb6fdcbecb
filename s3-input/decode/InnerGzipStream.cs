using InputSdk.S3.Buffering;

namespace InputSdk.S3.Decode;

/// <summary>The text of one gzip layer, as the stream that the next layer reads.</summary>
internal sealed class InnerGzipStream : ReadOnlyStream
{
    private readonly GunzipReader _gzip;
    private readonly long _most;
    private readonly string _displayName;
    private readonly byte[] _text = new byte[2 * GunzipReader.WindowBytes];
    private int _at;
    private int _end;
    private long _decoded;

    /// <param name="gzip">The layer. This stream takes ownership of it.</param>
    /// <param name="start">The start of its text, which was already read and is not returned again.</param>
    /// <param name="most">
    /// The limit of its text in bytes. Without it, data that decompresses to no text can take hours.
    /// </param>
    /// <param name="displayName">The name of the object for error messages.</param>
    public InnerGzipStream(GunzipReader gzip, ReadOnlySpan<byte> start, long most, string displayName)
    {
        (_gzip, _most, _displayName) = (gzip, most, displayName);
        start.CopyTo(_text);
        _at = _end = start.Length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _end && !buffer.IsEmpty)
        {
            KeepWindow();
            var read = await _gzip.ReadAsync(_text, _end, cancellationToken);
            (_end, _decoded) = (_end + read, _decoded + read);
            if (_decoded > _most)
            {
                throw Errors.Of(
                    ErrorCode.TooLarge,
                    $"{_displayName}: the inner gzip layer of gzip within gzip has more than {_most} bytes."
                );
            }
        }

        var length = Math.Min(_end - _at, buffer.Length);
        _text.AsMemory(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void KeepWindow()
    {
        var kept = Math.Min(_end, GunzipReader.WindowBytes);
        _text.AsSpan(_end - kept, kept).CopyTo(_text);
        _at = _end = kept;
    }
}
