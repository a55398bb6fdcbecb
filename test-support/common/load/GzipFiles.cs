using System.Text;

namespace TestSupport.Load;

/// <summary>
/// Writes gzip objects of any size. A gzip file can consist of many members, so one compressed member is written
/// repeatedly. The whole file is never in memory.
/// </summary>
public static class GzipFiles
{
    public const int MiB = 1024 * 1024;

    /// <summary>Rows of a connection log with at most the given number of bytes.</summary>
    public static byte[] Rows(int bytes, int seed)
    {
        using var text = new MemoryStream();
        new LogGenerator(seed).Rows(text, bytes);
        return text.ToArray()[..(Array.LastIndexOf(text.GetBuffer(), (byte)'\n', bytes - 1) + 1)];
    }

    /// <summary>
    /// Valid rows with one value padded with blanks, so that a very small gzip file contains a large amount of text.
    /// </summary>
    public static byte[] PaddedRows(int bytes)
    {
        const string Name = "DBeaver";
        var row =
            "authenticated |Mon, 7 Dec 2020 20:01:55:177|::ffff:192.0.2.1 |5439 |1073741824|dev |alice |password |0|"
            + $"TLSv1.2 |ECDHE-RSA-AES256-GCM-SHA384 |0| | | |{Name, -32_000}|Linux |JDBC 2 |none |0|"
            + "0a9edc00-a1e6-44e0-8274-9417e5f355de |lz4\n";
        var text = new byte[bytes / row.Length * row.Length];
        for (var at = 0; at < text.Length; at += row.Length)
        {
            Encoding.UTF8.GetBytes(row, text.AsSpan(at));
        }

        return text;
    }

    /// <returns>The number of decoded bytes.</returns>
    public static long Write(string path, byte[] text, int times)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var member = LogGenerator.Gzip(text);
        using var file = File.Create(path);
        for (var i = 0; i < times; i++)
        {
            file.Write(member);
        }

        return (long)text.Length * times;
    }
}
