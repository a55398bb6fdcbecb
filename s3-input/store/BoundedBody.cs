namespace InputSdk.S3;

/// <summary>Receives whole bodies that are small.</summary>
internal static class BoundedBody
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>The body; null when it is larger than <paramref name="bytes"/>.</summary>
    /// <param name="content">The body of an answer.</param>
    /// <param name="bytes">The most that is received.</param>
    /// <param name="idle">The longest time without a byte.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">It breaks off, or stalls.</exception>
    public static async Task<byte[]?> ReadAsync(
        HttpContent content,
        int bytes,
        TimeSpan idle,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        using var received = new MemoryStream((int)Math.Clamp(content.Headers.ContentLength ?? PieceBytes, 0, bytes));
        var piece = new byte[PieceBytes];
        int read;
        while ((read = await NextAsync(body, piece, idle, time, cancellationToken)) > 0)
        {
            received.Write(piece, 0, read);
            if (received.Length > bytes)
            {
                return null;
            }
        }

        return received.ToArray();
    }

    /// <summary>One read under a watchdog that runs only while the network is waited for.</summary>
    /// <exception cref="IOException">It breaks off, or stalls.</exception>
    public static async ValueTask<int> NextAsync(
        Stream body,
        Memory<byte> piece,
        TimeSpan idle,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var watchdog = new Deadline(idle, time, cancellationToken);
        try
        {
            return await body.ReadAsync(piece, watchdog.Token);
        }
        catch (OperationCanceledException) when (watchdog.IsOver)
        {
            throw new StalledException($"the body gave no byte for {idle.TotalSeconds:0} s");
        }
    }
}

/// <summary>A body stopped without an end.</summary>
internal sealed class StalledException(string message) : IOException(message);
