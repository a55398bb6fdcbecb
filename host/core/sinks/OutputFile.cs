namespace InputHost.Sinks;

/// <summary>
/// One file of a folder, which is appended to. Buffered data can be discarded. The buffer is separate from the
/// FileStream, because a FileStream writes its own buffer on disposal, and that can fail again.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    // For rejected lines and envelopes. Batches are larger and are written without a copy.
    private const int BufferBytes = 16 * 1024;

    private readonly FileStream _file;
    private BufferedStream _buffer;

    public OutputFile(string path, long length)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Position(length);
        _buffer = new BufferedStream(_file, BufferBytes);
    }

    public Stream Stream => _buffer;

    /// <returns>The length of the file, all of which survives a crash.</returns>
    public long Flush()
    {
        _buffer.Flush();
        _file.Flush(flushToDisk: true);
        return _file.Position;
    }

    public void Truncate(long length)
    {
        _buffer = new BufferedStream(_file, BufferBytes);
        Position(length);
    }

    public void Dispose() => _file.Dispose();

    private void Position(long length)
    {
        if (_file.Length > length)
        {
            _file.SetLength(length);
        }

        _file.Position = length;
    }
}
