using System.Text;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Attacks;

/// <summary>A line of an object, and its true values.</summary>
/// <param name="Line">The line without its LF.</param>
/// <param name="Values">The values of the row, trimmed; empty for a line that is no row.</param>
/// <param name="IsTampered">A free text contains delimiters.</param>
internal sealed record WrittenRow(string Line, IReadOnlyList<string> Values, bool IsTampered)
{
    public int Width => Values.Count;

    public bool IsRow => Width > 0;

    /// <summary>A line that is not a row: the truncated part of one, or two joined rows.</summary>
    public static WrittenRow Broken(string line) => new(line, [], IsTampered: false);

    /// <summary>Whether the parsed values are the true ones.</summary>
    public bool Is(IReadOnlyList<string> reading) => Values.SequenceEqual(reading);
}

/// <summary>The way in which a source writes the rows of one object.</summary>
/// <param name="Log">The log.</param>
/// <param name="Random">Chooses values.</param>
/// <param name="Open">The free-text columns that it does not end with a space.</param>
internal sealed record RowSource(LogDefinition Log, Random Random, IReadOnlySet<int> Open)
{
    private static readonly string[] Words =
    [
        "",
        "a",
        "psql",
        "BI tool",
        "none",
        "7",
        "é",
        "\"q\"",
        "Linux 6.1",
        "-",
        "x@y",
        "IAM:svc",
    ];

    /// <summary>
    /// Most logs end each text with a space. Some copies lost all of these spaces, or those of one column.
    /// </summary>
    public static RowSource Any(LogDefinition log, Random random)
    {
        var texts = log
            .Columns.Index()
            .Where(column => ColumnFormats.IsText(column.Item.Shape))
            .Select(column => column.Index)
            .ToList();
        return new RowSource(
            log,
            random,
            random.Next(10) switch
            {
                0 => texts.ToHashSet(),
                1 => new HashSet<int> { texts[random.Next(texts.Count)] },
                _ => new HashSet<int>(),
            }
        );
    }

    /// <summary>All texts end with a space, or none.</summary>
    public static RowSource AllOrNothing(LogDefinition log, Random random) =>
        random.Next(5) == 0
            ? new RowSource(
                log,
                random,
                log.Columns.Index()
                    .Where(column => ColumnFormats.IsText(column.Item.Shape))
                    .Select(column => column.Index)
                    .ToHashSet()
            )
            : Closed(log, random);

    public static RowSource Closed(LogDefinition log, Random random) => new(log, random, new HashSet<int>());

    public WrittenRow Row(int width) => Write(Values(width), isTampered: false);

    public WrittenRow Write(IReadOnlyList<string> values, bool isTampered)
    {
        var fields = values.Select(
            (value, column) =>
                value + (IsText(column) && column < values.Count - 1 && !Open.Contains(column) ? " " : "")
        );
        return new WrittenRow(string.Join('|', fields), [.. values.Select(value => value.TrimEnd(' '))], isTampered);
    }

    public string[] Values(int width) => [.. Enumerable.Range(0, width).Select(Value)];

    /// <summary>An honest value of a column. A future column contains a text.</summary>
    public string Value(int column) =>
        (column < Log.Columns.Count ? Log.Columns[column].Shape : ColumnShape.Text) switch
        {
            ColumnShape.Integer => Random.Next(2_000_000_000).ToString(),
            ColumnShape.OptionalInteger => Random.Next(3) == 0 ? "" : Random.Next(70_000).ToString(),
            ColumnShape.OptionalFlag => Random.Next(3) == 0 ? "" : Random.Next(2).ToString(),
            ColumnShape.OptionalUuid => Random.Next(3) == 0
                ? ""
                : new Guid(Random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
            ColumnShape.Time => $"Mon, {1 + Random.Next(28)} Dec 2020 20:01:55:{Random.Next(1000):000}",
            ColumnShape.Word => new[] { "create", "alter", "drop", "rename" }[Random.Next(4)],
            _ => Words[Random.Next(Words.Length)],
        };

    public bool IsText(int column) => column >= Log.Columns.Count || ColumnFormats.IsText(Log.Columns[column].Shape);

    public static byte[] Text(IEnumerable<WrittenRow> rows) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row.Line + "\n")));
}
