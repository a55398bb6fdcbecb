using System.Text;

namespace InputHost.Serve;

/// <summary>The last whole lines of a file that may be written to at the same time.</summary>
internal static class FileTail
{
    private const int Step = 64 * 1024;

    /// <summary>Bytes of the lines that are given: where those that were asked for are more, the newest that fit. A longer line is left out.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Bytes that are looked at for them, of which long lines that are left out may take some.</summary>
    private const long MostLookedAt = 4 * MostBytes;

    public static IEnumerable<string> Lines(string path, int count)
    {
        using var file = Open(path);
        var found = Find(file, count);
        file.Position = found.Start;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = new List<string>(found.Count);
        while (lines.Count < found.Count && reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Copies the last lines, up to where the file ends now.</summary>
    public static async Task CopyAsync(string path, int count, Stream to)
    {
        await using var file = Open(path);
        var found = Find(file, count);
        file.Position = found.Start;
        var block = new byte[Step];
        for (var left = found.End - found.Start; left > 0; )
        {
            var read = await file.ReadAsync(block.AsMemory(0, (int)Math.Min(Step, left)));
            await to.WriteAsync(block.AsMemory(0, read));
            left = read == 0 ? 0 : left - read;
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Looks from the end for line ends, a block at a time.</summary>
    private static Found Find(FileStream file, int count)
    {
        var (found, block, at) = (new Found(count), new byte[Step], file.Length);
        var least = Math.Max(0, at - MostLookedAt);
        while (at > least && !found.IsComplete)
        {
            var bytes = block.AsSpan(0, (int)Math.Min(Step, at - least));
            at -= bytes.Length;
            file.Position = at;
            file.ReadExactly(bytes);
            for (var i = bytes.LastIndexOf((byte)'\n'); i >= 0; i = bytes[..i].LastIndexOf((byte)'\n'))
            {
                found.Begin(at + i + 1);
            }
        }

        if (at == 0)
        {
            found.Begin(0);
        }

        return found;
    }

    /// <summary>Lines that follow each other, found from the last one to the first.</summary>
    private sealed class Found(int most)
    {
        public long Start { get; private set; }

        /// <summary>Before any line end was found, negative: what is behind the last one is still being written.</summary>
        public long End { get; private set; } = -1;

        public int Count { get; private set; }

        public bool IsComplete { get; private set; }

        /// <summary>A line begins here, and ends where the line begins that was found before.</summary>
        public void Begin(long at)
        {
            var isTooLong = End - at > MostBytes;
            if (End < 0 || (isTooLong && Count == 0))
            {
                (Start, End) = (at, at);
            }
            else if (isTooLong)
            {
                IsComplete = true;
            }
            else if (!IsComplete)
            {
                Start = at;
                IsComplete = ++Count == most;
            }
        }
    }
}
