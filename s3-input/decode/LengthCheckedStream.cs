using InputSdk.S3.Buffering;

namespace InputSdk.S3.Decode;

/// <summary>
/// The body of an object, which must have the listed size. A body that ends too early is an error of the connection,
/// not of the object, and gzip alone does not detect a truncation between two members.
/// </summary>
internal sealed class LengthCheckedStream(Stream body, long size, string displayName) : ReadOnlyStream
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _read += read;
        if (_read > size || (read == 0 && _read < size && !buffer.IsEmpty))
        {
            throw Errors.Of(
                ErrorCode.BodyFailed,
                $"{displayName}: the listed size is {size} bytes, but the body "
                    + (read == 0 ? $"ended after {_read} bytes." : "is larger.")
            );
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
