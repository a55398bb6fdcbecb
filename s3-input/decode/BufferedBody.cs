using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using InputSdk.S3.Buffering;

namespace InputSdk.S3.Decode;

/// <summary>The body of a large object. It receives the next bytes while earlier bytes are decoded.</summary>
internal sealed class BufferedBody : ReadOnlyStream
{
    // Received in one read: as much as a socket returns.
    private const int ReceivedBytes = 64 * 1024;

    private readonly Pipe _pipe;
    private readonly CancellationTokenSource _stop;
    private readonly Task _receiving;
    private ExceptionDispatchInfo? _fault;
    private bool _isClosed;

    /// <param name="body">The body. This stream takes ownership of it.</param>
    /// <param name="bytes">The most bytes that are received ahead.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    public BufferedBody(Stream body, int bytes, CancellationToken cancellationToken)
    {
        // Each side continues on the thread of the other, so that neither needs a thread of its own.
        _pipe = new Pipe(
            new PipeOptions(
                readerScheduler: PipeScheduler.Inline,
                writerScheduler: PipeScheduler.Inline,
                pauseWriterThreshold: bytes,
                resumeWriterThreshold: bytes / 2,
                minimumSegmentSize: ReceivedBytes,
                useSynchronizationContext: false
            )
        );
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _receiving = ReceiveAsync(body, _stop.Token);
    }

    /// <summary>Waits until this many bytes are received, or the body has ended.</summary>
    public async ValueTask BufferedAsync(int bytes, CancellationToken cancellationToken)
    {
        var result = await _pipe.Reader.ReadAtLeastAsync(bytes, cancellationToken);
        _pipe.Reader.AdvanceTo(result.Buffer.Start);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await _pipe.Reader.ReadAsync(cancellationToken);
        var taken = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        var length = (int)taken.Length;
        taken.CopyTo(buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        if (length == 0 && !buffer.IsEmpty)
        {
            // The error follows the bytes before it.
            _fault?.Throw();
        }

        return length;
    }

    /// <summary>Stops receiving and waits until the body is closed. Can be called more than once.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        Stop();
        await _pipe.Reader.CompleteAsync();
        await _receiving;
        _stop.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Cancels on this thread; <see cref="CancellationTokenSource.CancelAsync"/> uses another one.</summary>
    private void Stop() => _stop.Cancel();

    private async Task ReceiveAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            await using (body)
            {
                while (
                    await body.ReadAsync(_pipe.Writer.GetMemory(ReceivedBytes), cancellationToken)
                        is var received
                            and > 0
                )
                {
                    _pipe.Writer.Advance(received);
                    if ((await _pipe.Writer.FlushAsync(cancellationToken)).IsCompleted)
                    {
                        break;
                    }
                }
            }
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
        }

        await _pipe.Writer.CompleteAsync();
    }
}
