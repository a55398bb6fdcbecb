using InputSdk;

namespace InputHost.Audit;

/// <summary>The number of complete lines of an output file, and the size of an incomplete line at its end.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Lines">The number of lines that end with a line feed.</param>
/// <param name="IncompleteBytes">The bytes after the last line feed. A stopped write leaves them.</param>
internal sealed record OutputFileLines(string Name, long Lines, int IncompleteBytes)
{
    private const int MaxLineBytes = 256 * 1024 * 1024;
    private const int BufferBytes = 256 * 1024;

    /// <summary>Reads each complete line. A file that grows is read up to its present length.</summary>
    /// <exception cref="HostException">The file is not an output file.</exception>
    public static OutputFileLines Read(string path, Action<ReadOnlySpan<byte>> line)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
        var (buffer, used, lines, left) = (new byte[BufferBytes], 0, 0L, file.Length);
        while (left > 0)
        {
            if (used == buffer.Length)
            {
                Grow(ref buffer, path);
            }

            var count = file.Read(buffer, used, (int)Math.Min(buffer.Length - used, left));
            if (count == 0)
            {
                break;
            }

            left -= count;
            var (start, end) = (0, used + count);
            while (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                line(buffer.AsSpan(start, length));
                lines++;
                start += length + 1;
            }

            used = end - start;
            buffer.AsSpan(start, used).CopyTo(buffer);
        }

        return new OutputFileLines(Path.GetFileName(path), lines, used);
    }

    private static void Grow(ref byte[] buffer, string path)
    {
        if (buffer.Length >= MaxLineBytes)
        {
            throw new HostException(
                ErrorKind.Config,
                $"{path} has a line of more than {MaxLineBytes:N0} bytes, so it is not an output file. "
                    + "Specify the folder that read --out writes to."
            );
        }

        Array.Resize(ref buffer, buffer.Length * 2);
    }
}
