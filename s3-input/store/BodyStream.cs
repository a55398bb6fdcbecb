using System.Buffers;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Store;

/// <summary>
/// The body of an object, with a timeout for each read: without it, a stalled body would block the pass forever. Reads
/// blocks of 64 KiB from the network and continues on another thread, so the body is decoded in parallel to the caller.
/// </summary>
internal sealed class BodyStream(Stream body, AwsErrors errors, ObjectVersion version, TimeProvider time, TimeSpan idle)
    : ReadOnlyStream
{
    private const int BlockBytes = 64 * 1024;

    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int _start;
    private int _end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            (_start, _end) = (0, await NextAsync(cancellationToken));
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _block.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _block.Length > 0)
        {
            body.Dispose();
            ArrayPool<byte>.Shared.Return(_block);
            _block = [];
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.NextAsync(body, _block.AsMemory(0, BlockBytes), idle, time, cancellationToken);
        }
        catch (StalledException e)
        {
            throw errors.OfBody(version, e.Message);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The headers were received, so the source is available. Only this body ended early.
            throw errors.OfBody(version, $"the response body ended early ({e.GetType().Name})");
        }
        catch (Exception e) when (errors.Translated(e, version) is { } translated)
        {
            throw translated;
        }
    }
}
