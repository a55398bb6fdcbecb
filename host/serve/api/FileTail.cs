using System.Text;

namespace InputHost.Serve;

/// <summary>The last lines of a file that may be written to at the same time.</summary>
internal static class FileTail
{
    private const int Step = 64 * 1024;

    /// <summary>Bytes that are looked at for them; what lies before is not shown, however few lines these are.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    public static IEnumerable<string> Lines(string path, int count)
    {
        using var reader = new StreamReader(Open(path, count), Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Copies the last whole lines, up to where the file ends now.</summary>
    public static async Task CopyAsync(string path, int count, Stream to)
    {
        await using var file = Open(path, count);
        var block = new byte[Step];
        for (var left = EndOfLines(file) - file.Position; left > 0;)
        {
            var read = await file.ReadAsync(block.AsMemory(0, (int)Math.Min(Step, left)));
            await to.WriteAsync(block.AsMemory(0, read));
            left = read == 0 ? 0 : left - read;
        }
    }

    /// <summary>A stream of the last lines.</summary>
    private static FileStream Open(string path, int count)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            file.Position = Start(file, count);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Behind the last line end; the line that is being written follows.</summary>
    private static long EndOfLines(FileStream file)
    {
        var (start, length) = (file.Position, file.Length);
        var last = new byte[Math.Min(Step, length - start)];
        file.Position = length - last.Length;
        file.ReadExactly(last);
        file.Position = start;
        return length - last.Length + last.AsSpan().LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>Looks from the end for line ends, a block at a time.</summary>
    private static long Start(FileStream file, int count)
    {
        var block = new byte[Step];
        var (at, found, least) = (file.Length, 0, Math.Max(0, file.Length - MostBytes));
        while (at > least)
        {
            var length = (int)Math.Min(Step, at - least);
            at -= length;
            file.Position = at;
            file.ReadExactly(block, 0, length);
            for (var i = length - 1; i >= 0; i--)
            {
                // The line end of the last line ends it, and begins none.
                if (block[i] == '\n' && at + i < file.Length - 1 && ++found == count)
                {
                    return at + i + 1;
                }
            }
        }

        return least == 0 ? 0 : file.Length;
    }
}
