using InputSdk;
using Microsoft.Win32.SafeHandles;

namespace InputHost;

/// <summary>Standard output, or another stream; rejected lines may go to a file beside it.</summary>
internal sealed class StreamSink(Stream output, MessageFormat format, Stream? rejects) : ISink
{
    private static readonly Dictionary<string, long> NoFiles = [];

    private readonly BufferedStream _output = new(output, 64 * 1024);

    /// <summary>
    /// Standard output as a file: .NET's own stream for it hides that nobody reads any more, and
    /// records would be committed that went nowhere.
    /// </summary>
    public static Stream OpenStandardOutput() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    public void Write(InputMessage message)
    {
        var stream = format.FileOf(message) switch
        {
            null => null,
            MessageFormat.Rejects => rejects,
            _ => _output,
        };
        if (stream is not null)
        {
            Guarded(() => format.Write(message, stream));
        }
    }

    public IReadOnlyDictionary<string, long> Flush()
    {
        Guarded(() =>
        {
            _output.Flush();
            rejects?.Flush();
        });
        return NoFiles;
    }

    public void Rollback()
    {
        // What a stream was given cannot be taken back; without its checkpoint it comes again.
    }

    public void WriteError(InputError error) => Guarded(() =>
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

    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
    }
}

/// <summary>Nobody reads the output any more, as behind <c>| head</c>.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception("The output was closed.", inner);
