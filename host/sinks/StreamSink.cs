using InputSdk;

namespace InputHost;

/// <summary>Standard output, or another stream; rejected lines may go to a file beside it.</summary>
internal sealed class StreamSink(Stream output, MessageFormat format, Stream? rejects) : ISink
{
    private static readonly Dictionary<string, long> NoFiles = [];

    // For rejected lines and envelopes. Batches are larger and are written without being copied.
    private const int BufferBytes = 16 * 1024;

    private readonly BufferedStream _output = new(output, BufferBytes);
    private readonly BufferedStream? _rejects = rejects is null ? null : new BufferedStream(rejects, BufferBytes);

    /// <summary>Standard output, so that a failure to write is noticed before a checkpoint says that it was written.</summary>
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
        // What a stream was given cannot be taken back; without its checkpoint it comes again.
    }

    public void WriteError(InputError error) =>
        Guarded(() =>
        {
            format.WriteError(error, _output);
            _output.Flush();
        });

    /// <summary>Not flushed: what is still in the buffer was not acknowledged.</summary>
    public void Dispose()
    {
        rejects?.Dispose();
        output.Dispose();
    }

    /// <summary>The checkpoint that follows survives a power cut, so what it covers must. A pipe has no disk.</summary>
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

/// <summary>Nobody reads the output any more, as behind <c>| head</c>.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception("The output was closed.", inner);
