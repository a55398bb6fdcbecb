using InputSdk;

namespace InputHost.Sinks;

/// <summary>Writes to standard output or another stream, and rejected lines to an optional second stream.</summary>
internal sealed class StreamSink(Stream output, MessageFormat format, Stream? rejects) : ISink
{
    private static readonly Dictionary<string, long> NoFiles = [];

    // For rejected lines and envelopes. Batches are larger and are written without a copy.
    private const int BufferBytes = 16 * 1024;

    private readonly BufferedStream _output = new(output, BufferBytes);
    private readonly BufferedStream? _rejects = rejects is null ? null : new BufferedStream(rejects, BufferBytes);

    /// <summary>
    /// Opens standard output so that a failed write is detected before a checkpoint that covers it is stored.
    /// </summary>
    public static Stream OpenStandardOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);

    public void Write(InputMessage message)
    {
        switch (format.FileOf(message))
        {
            case null:
                break;
            case MessageFormat.Rejects when _rejects is not null:
                GuardedRejects(() => format.Write(message, _rejects));
                break;
            case MessageFormat.Rejects:
                break;
            default:
                Guarded(() => format.Write(message, _output));
                break;
        }
    }

    public IReadOnlyDictionary<string, long> Flush()
    {
        Guarded(() =>
        {
            _output.Flush();
            ToDisk(output);
        });
        GuardedRejects(() =>
        {
            _rejects?.Flush();
            ToDisk(rejects);
        });
        return NoFiles;
    }

    public void Rollback()
    {
        // Data written to a stream cannot be discarded. Without its checkpoint, the next run writes it again.
    }

    public void WriteError(InputError error) =>
        Guarded(() =>
        {
            format.WriteError(error, _output);
            _output.Flush();
        });

    /// <summary>Does not flush, because no checkpoint covers the data in the buffer.</summary>
    public void Dispose()
    {
        rejects?.Dispose();
        output.Dispose();
    }

    /// <summary>What the next checkpoint covers must survive a power failure as well. A pipe has no disk.</summary>
    private static void ToDisk(Stream? stream)
    {
        if (stream is DescriptorStream descriptor)
        {
            descriptor.ToDisk();
        }
        else if (stream is FileStream { CanSeek: true } file)
        {
            file.Flush(flushToDisk: true);
        }
    }

    private static void GuardedRejects(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (OutputFault.Is(e))
        {
            throw OutputFault.Of(e, "The file for rejected lines");
        }
    }

    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e) when (OutputFault.IsReaderGone(e))
        {
            throw new OutputClosedException(e);
        }
        catch (Exception e) when (OutputFault.Is(e))
        {
            // Standard output may be a file.
            throw OutputFault.Of(e, "Standard output");
        }
    }
}
