using InputSdk.S3.Buffering;

namespace InputSdk.S3.Decode;

/// <summary>The body of a small object, which is received completely before it is decoded.</summary>
internal sealed class WholeBody : MemoryStream
{
    private readonly byte[] _bytes;

    private WholeBody(byte[] bytes, int length)
        : base(bytes, 0, length, writable: false) => _bytes = bytes;

    /// <param name="body">The body. It is disposed of.</param>
    /// <param name="size">
    /// The listed size. Of a longer body, one more byte is kept, which shows that it is too long.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InputException">The body ended too early.</exception>
    public static async Task<WholeBody> ReceiveAsync(Stream body, int size, CancellationToken cancellationToken)
    {
        var bytes = Buffers.Rent(size + 1);
        try
        {
            await using (body)
            {
                var received = await body.ReadAtLeastAsync(
                    bytes.AsMemory(0, size + 1),
                    size + 1,
                    throwOnEndOfStream: false,
                    cancellationToken
                );
                return new WholeBody(bytes, received);
            }
        }
        catch
        {
            Buffers.Return(bytes);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && CanRead)
        {
            Buffers.Return(_bytes);
        }

        base.Dispose(disposing);
    }
}
