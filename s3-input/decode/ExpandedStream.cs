namespace InputSdk.S3;

/// <summary>The decoded text of an object, which must not be out of all proportion to its size.</summary>
internal sealed class ExpandedStream(Stream text, long size, string place, Limits limits) : ReadOnlyStream
{
    private long _decoded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await text.ReadAsync(buffer, cancellationToken);
        _decoded += read;
        if (_decoded > limits.ExpansionFreeBytes && _decoded / limits.ExpansionRatio > size)
        {
            throw Errors.Of(ErrorCode.TooLarge,
                $"{place}: {size} bytes became more than {_decoded}, over {limits.ExpansionRatio} times as many.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            text.Dispose();
        }

        base.Dispose(disposing);
    }
}
