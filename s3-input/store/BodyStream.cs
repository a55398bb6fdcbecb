using System.Buffers;

namespace InputSdk.S3;

/// <summary>
/// The body of an object under a watchdog, since a body that stalls would be waited for until the process ends. Reads from the network in large pieces, and on
/// from another thread: what decodes the body does so beside whoever asked for it.
/// </summary>
internal sealed class BodyStream(Stream body, AwsErrors errors, ObjectVersion version, TimeProvider time, TimeSpan idle)
    : ReadOnlyStream
{
    private const int PieceBytes = 64 * 1024;

    private byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
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
        _piece.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _piece.Length > 0)
        {
            body.Dispose();
            ArrayPool<byte>.Shared.Return(_piece);
            _piece = [];
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.NextAsync(body, _piece.AsMemory(0, PieceBytes), idle, time, cancellationToken);
        }
        catch (StalledException e)
        {
            throw errors.OfBody(version, e.Message);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The headers came, so the source is there: this body broke off.
            throw errors.OfBody(version, $"the body broke off ({e.GetType().Name})");
        }
        catch (Exception e) when (errors.Translated(e, version) is { } translated)
        {
            throw translated;
        }
    }
}
