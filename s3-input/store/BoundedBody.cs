namespace InputSdk.S3.Store;

/// <summary>Receives small response bodies completely.</summary>
internal static class BoundedBody
{
    private const int BlockBytes = 16 * 1024;

    /// <summary>Reads the body; returns null if it is larger than <paramref name="bytes"/>.</summary>
    /// <param name="content">The body of a response.</param>
    /// <param name="bytes">The maximum size in bytes.</param>
    /// <param name="idle">The maximum time without data.</param>
    /// <param name="time">Measures the time.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="IOException">The body ends early or stalls.</exception>
    public static async Task<byte[]?> ReadAsync(
        HttpContent content,
        int bytes,
        TimeSpan idle,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        using var received = new MemoryStream((int)Math.Clamp(content.Headers.ContentLength ?? BlockBytes, 0, bytes));
        var block = new byte[BlockBytes];
        int read;
        while ((read = await NextAsync(body, block, idle, time, cancellationToken)) > 0)
        {
            received.Write(block, 0, read);
            if (received.Length > bytes)
            {
                return null;
            }
        }

        return received.ToArray();
    }

    /// <summary>Reads once, with a timeout that covers only the wait for the network.</summary>
    /// <exception cref="IOException">The body ends early or stalls.</exception>
    public static async ValueTask<int> NextAsync(
        Stream body,
        Memory<byte> block,
        TimeSpan idle,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new Deadline(idle, time, cancellationToken);
        try
        {
            return await body.ReadAsync(block, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new StalledException($"no data was received for {idle.TotalSeconds:0} s");
        }
    }
}

/// <summary>No data of a body was received for too long.</summary>
internal sealed class StalledException(string message) : IOException(message);
