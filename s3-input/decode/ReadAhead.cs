using System.Buffers;
using System.Runtime.ExceptionServices;

namespace InputSdk.S3;

/// <summary>
/// Decodes the next bytes of a large object while those before are made into records. Two buffers take
/// turns: one is read from, the other filled. A fault comes where it happened, behind the bytes before it.
/// </summary>
internal sealed class ReadAhead : IAsyncDisposable
{
    private readonly Stream _text;
    private readonly Limits _limits;
    private readonly CancellationTokenSource _stop;
    private readonly Filled _first = new();
    private readonly Filled _second = new();
    private Task<Filled> _filling;
    private Filled? _current;
    private int _at;

    /// <param name="text">What to read; stays the caller's, who disposes of it after this.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    public ReadAhead(Stream text, Limits limits, CancellationToken cancellationToken)
    {
        _text = text;
        _limits = limits;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _filling = FillAsync(_first);
    }

    /// <summary>The next bytes; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        while (_current is null || _at == _current.Length)
        {
            if (_current?.Fault is { } fault)
            {
                fault.Throw();
            }

            if (_current is { IsEnd: true })
            {
                return 0;
            }

            var filled = await _filling;
            (_current, _at) = (filled, 0);
            if (!filled.IsEnd && filled.Fault is null)
            {
                _filling = FillAsync(filled == _first ? _second : _first);
            }
        }

        var count = Math.Min(buffer.Length, _current.Length - _at);
        _current.Buffer.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <summary>Waits for the bytes under way: nothing may be read from a stream that is disposed of.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _filling;
        _stop.Dispose();
        foreach (var filled in new[] { _first, _second }.Where(filled => filled.Buffer.Length > 0))
        {
            ArrayPool<byte>.Shared.Return(filled.Buffer);
        }
    }

    private async Task<Filled> FillAsync(Filled filled)
    {
        filled.Buffer = filled.Buffer.Length > 0 ? filled.Buffer : ArrayPool<byte>.Shared.Rent(_limits.AheadBytes);
        filled.Length = 0;
        try
        {
            while (filled.Length < _limits.AheadBytes && !filled.IsEnd)
            {
                var read = await _text.ReadAsync(filled.Buffer.AsMemory(filled.Length, _limits.AheadBytes - filled.Length), _stop.Token);
                filled.Length += read;
                filled.IsEnd = read == 0;
            }
        }
        catch (Exception e)
        {
            filled.Fault = ExceptionDispatchInfo.Capture(e);
        }

        return filled;
    }

    private sealed class Filled
    {
        public byte[] Buffer { get; set; } = [];

        public int Length { get; set; }

        public bool IsEnd { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }
    }
}
