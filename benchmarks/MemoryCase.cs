using System.Globalization;
using System.Runtime.InteropServices;
using LocalS3;

namespace Benchmarks;

/// <summary>A bucket that could cause a read to use a large amount of memory.</summary>
internal sealed record MemoryCase(string Name, int ExitCode, Action<string> Build)
{
    /// <summary>File systems allow at least 65,000 hard links to one file.</summary>
    private const int NamesForOneFile = 50_000;

    public static readonly IReadOnlyList<MemoryCase> All =
    [
        new(
            "one object of 1 GiB decompressed",
            0,
            root => GzipFiles.Write(PathOf(root, 0, "c"), GzipFiles.Rows(GzipFiles.MiB, seed: 1), 1024)
        ),
        new(
            "gzip bomb of rows: 2.5 GiB in a few MB of gzip",
            6,
            root => GzipFiles.Write(PathOf(root, 0, "c"), GzipFiles.PaddedRows(64 * GzipFiles.MiB), 40)
        ),
        new("gzip bomb of blank lines, same size", 6, root => GzipFiles.Write(PathOf(root, 0, "c"), Same('\n'), 40)),
        new("gzip bomb of one line, same size", 6, root => GzipFiles.Write(PathOf(root, 0, "c"), Same('a'), 40)),
        new("64 objects of just under 8 MiB each", 0, Nearly8MiB),
        new("day folder of 200,000 small objects", 0, OneDay),
        new("first sweep over 1,000,000 keys, 20,000 of them connection logs", 0, Million),
    ];

    private static byte[] Same(char letter)
    {
        var text = new byte[64 * GzipFiles.MiB];
        Array.Fill(text, (byte)letter);
        return text;
    }

    private static void Nearly8MiB(string root)
    {
        for (var i = 0; i < 64; i++)
        {
            GzipFiles.Write(PathOf(root, i / 24, $"c{i:00}"), GzipFiles.Rows((8 * GzipFiles.MiB) - 1, seed: i), 1);
        }
    }

    private static void OneDay(string root)
    {
        using var links = new Links(root);
        for (var i = 0; i < 200_000; i++)
        {
            links.Add(PathOf(root, 0, $"c{i:000000}"));
        }
    }

    private static void Million(string root)
    {
        using var links = new Links(root);
        for (var day = 0; day < 1_000; day++)
        {
            for (var i = 0; i < 1_000; i++)
            {
                links.Add(PathOf(root, day, $"c{i:000}", i % 50 == 0 ? "connectionlog" : "useractivitylog"));
            }
        }
    }

    private static string PathOf(string root, int day, string cluster, string log = "connectionlog")
    {
        var date = new DateOnly(2021, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Path.Combine(
            root,
            FileNames.Of($"{date.Replace('-', '/')}/123456789012_redshift_us-east-1_{cluster}_{log}_{date}T00:53.gz")
        );
    }

    /// <summary>Hard links to a few files: a million separate files would be a test of the disk.</summary>
    private sealed class Links(string root) : IDisposable
    {
        private readonly string _few = Directory.CreateTempSubdirectory($"{Path.GetFileName(root)}-").FullName;
        private string _file = "";
        private string _folder = "";
        private int _names;

        public void Add(string path)
        {
            if (_names++ % NamesForOneFile == 0)
            {
                _file = Path.Combine(_few, $"{_names}.gz");
                GzipFiles.Write(_file, GzipFiles.Rows(4_000, seed: _names), 1);
                File.SetLastWriteTimeUtc(_file, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }

            if (Path.GetDirectoryName(path) is { } folder && folder != _folder)
            {
                _folder = Directory.CreateDirectory(folder).FullName;
            }

            if (Link(_file, path) != 0)
            {
                throw new IOException($"link() failed with {Marshal.GetLastPInvokeError()}.");
            }
        }

        public void Dispose() => Directory.Delete(_few, recursive: true);

        [DllImport("libc", EntryPoint = "link", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Link(
            [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
            [MarshalAs(UnmanagedType.LPUTF8Str)] string to
        );
    }
}
