using System.IO.Compression;
using System.Text;
using InputSdk.S3.TestSupport;

namespace InputSdk.S3.Simulation;

/// <summary>
/// The content of an object, and the kind of each of its lines. Bodies are created once and used in many worlds. The
/// process ids of their rows identify every line of every body.
/// </summary>
internal sealed class Body
{
    private const int LinesApart = 1_000;

    public static readonly IReadOnlyList<Body> Small = [.. Enumerable.Range(1, 40).Select(MakeSmall)];

    public static readonly IReadOnlyList<Body> Large =
    [
        .. Enumerable
            .Range(50, 8)
            .Select(i => new Body(i, Gzip(Text(i, 60, rejects: true)), Text(i, 60, rejects: true))),
    ];

    public static readonly Body Empty = new(90, [], "");

    public static readonly Body NotALog = new(91, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "");

    /// <summary>One line that is longer than the limit in the worlds.</summary>
    public static readonly Body TooLarge = new(92, Gzip(new string('x', 5_000) + "\n"), "");

    private Body(int number, byte[] bytes, string text)
    {
        Number = number;
        Bytes = bytes;
        TextBytes = Encoding.UTF8.GetByteCount(text);
        Lines =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Contains('|', StringComparison.Ordinal)),
        ];
    }

    public int Number { get; }

    public byte[] Bytes { get; }

    public int TextBytes { get; }

    public bool IsGzip => Bytes is [0x1f, 0x8b, ..];

    /// <summary>Whether each line is a record. The others are rejected.</summary>
    public IReadOnlyList<bool> Lines { get; }

    /// <summary>The same object with a byte changed in its last member's checksum.</summary>
    public byte[] Damaged
    {
        get
        {
            var damaged = Bytes.ToArray();
            damaged[^6] ^= 0x55;
            return damaged;
        }
    }

    /// <summary>The expected process id of the line's record.</summary>
    public int PidOf(long line) => (Number * LinesApart) + (int)line;

    private static Body MakeSmall(int number)
    {
        var text = Text(number, lines: 1 + (number % 5), rejects: number % 4 == 0);
        return new Body(
            number,
            (number % 7) switch
            {
                0 => Encoding.UTF8.GetBytes(text),
                1 =>
                [
                    .. Gzip(text[..(text.IndexOf('\n', StringComparison.Ordinal) + 1)]),
                    .. Gzip(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]),
                ],
                _ => Gzip(text),
            },
            text
        );
    }

    private static string Text(int number, int lines, bool rejects) =>
        string.Concat(
            Enumerable
                .Range(1, lines)
                .Select(line =>
                    rejects && line % 3 == 2
                        ? $"no row {number} {line}\n"
                        : Samples.Row((number * LinesApart) + line) + "\n"
                )
        );

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
