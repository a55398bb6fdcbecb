using System.Text;

namespace InputHost.Serve.Api;

/// <summary>Reads the last complete lines of a file, which can be written at the same time.</summary>
internal static class FileTail
{
    private const int Step = 64 * 1024;

    /// <summary>
    /// The maximum bytes that are returned. If the requested lines have more, only the newest that fit are returned. A
    /// line longer than this limit is omitted.
    /// </summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>The maximum bytes that are searched, including long lines that are omitted.</summary>
    private const long MaxSearched = 4 * MaxBytes;

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

    /// <summary>Copies the last lines, up to the end that the file has now.</summary>
    public static async Task CopyAsync(string path, int count, Stream to)
    {
        await using var file = Open(path);
        var found = Find(file, count);
        file.Position = found.Start;
        var block = new byte[Step];
        for (var remaining = found.End - found.Start; remaining > 0; )
        {
            var read = await file.ReadAsync(block.AsMemory(0, (int)Math.Min(Step, remaining)));
            await to.WriteAsync(block.AsMemory(0, read));
            remaining = read == 0 ? 0 : remaining - read;
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Searches backward for line ends, one block at a time.</summary>
    private static Found Find(FileStream file, int count)
    {
        var (found, block, at) = (new Found(count), new byte[Step], file.Length);
        var least = Math.Max(0, at - MaxSearched);
        while (at > least && !found.IsComplete)
        {
            var bytes = block.AsSpan(0, (int)Math.Min(Step, at - least));
            at -= bytes.Length;
            file.Position = at;
            file.ReadExactly(bytes);
            for (var i = bytes.LastIndexOf((byte)'\n'); i >= 0; i = bytes[..i].LastIndexOf((byte)'\n'))
            {
                found.AddLineAt(at + i + 1);
            }
        }

        if (at == 0)
        {
            found.AddLineAt(0);
        }

        return found;
    }

    /// <summary>Consecutive lines, which are found from the last to the first.</summary>
    private sealed class Found(int most)
    {
        public long Start { get; private set; }

        /// <summary>Negative until a line end is found: the bytes after it are still being written.</summary>
        public long End { get; private set; } = -1;

        public int Count { get; private set; }

        public bool IsComplete { get; private set; }

        /// <summary>Adds the line that starts here and ends at the start of the line that was added before.</summary>
        public void AddLineAt(long at)
        {
            var isTooLong = End - at > MaxBytes;
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
