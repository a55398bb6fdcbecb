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

    /// <summary>A stream of the last whole lines.</summary>
    public static Stream Open(string path, int count)
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
