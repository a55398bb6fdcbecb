namespace InputSdk.S3;

/// <summary>
/// The body of an object, which must be as long as it was listed. What ends too early is the
/// connection's fault and not the object's, and gzip alone would not notice a cut between two members.
/// </summary>
internal sealed class LengthCheckedStream(Stream body, long size, string place) : ReadOnlyStream
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
                $"{place}: {size} bytes were listed, {(read == 0 ? $"the body broke off after {_read}" : "the body holds more")}."
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
