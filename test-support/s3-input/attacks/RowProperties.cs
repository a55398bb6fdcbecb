using System.Text;
using InputSdk.S3.Buffering;
using InputSdk.S3.Parse;

namespace InputSdk.S3.Attacks;

/// <summary>
/// The properties of row parsing, each tested with one object that a seed generates. A property returns what is wrong,
/// or null.
/// </summary>
internal static class RowProperties
{
    /// <summary>The minimum number of lines with which two truncated lines are below the share that counts.</summary>
    private const int ManyLines = 40;

    public static readonly IReadOnlyDictionary<string, Func<LogDefinition, int, RowRules, string?>> All =
        new Dictionary<string, Func<LogDefinition, int, RowRules, string?>>
        {
            ["P1: a tampered row is read as what it is, or rejected"] = Tampered,
            ["P2: every untampered row of the newest layout is read"] = Newest,
            ["P3: rows that grow from layout to layout are all read"] = Growing,
            ["P4: rows of a layout of the future are read with their surplus"] = Future,
            ["P5: two cut lines cost their neighbors nothing"] = CutLines,
            ["P5: one cut line costs nothing in any object"] = OneCutLine,
            ["P6: two rows in one line are no record"] = JoinedLines,
            ["P7: a delimiter without a space before it does not part columns of an older layout"] = OpenDelimiters,
            ["P8: a delimiter without a space before it is put back into its value"] = Repairs,
            ["P9: logs that have lost spaces are read"] = LostSpaces,
            ["P10: a few rows with more columns are no layout"] = Surplus,
        };

    private static string? Tampered(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Any(log, random);
        var width = log.Widths[random.Next(log.Widths.Count)];
        var attacker = new Attacker(source, random.Next(3) == 0 ? log.Columns.Count + 1 + random.Next(5) : null);
        var share = random.Next(2, 10);
        var rows = Enumerable
            .Range(0, random.Next(3, 30))
            .Select(_ => random.Next(10) < share ? attacker.Row(width) : source.Row(width))
            .ToList();
        rows.AddRange([source.Row(width), source.Row(width)]);
        return Wrong(
            log,
            rows,
            rules,
            (row, i, reading) =>
                reading is null
                    ? row.IsTampered || width < log.Columns.Count
                        ? null
                        : "is rejected"
                    : row.Is(reading) || (row.IsTampered && !HasEvidence(rows, i))
                        ? null
                        : "is read as another"
        );
    }

    private static string? Newest(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Any(log, random);
        var attacker = new Attacker(source);
        var newest = log.Columns.Count;
        var older = random.Next(2) == 0 ? random.Next(90) : 0;
        var before = log.Widths[random.Next(log.Widths.Count)];
        var rows = Enumerable
            .Range(0, older + 1 + random.Next(200))
            .Select(i => i < older ? before : newest)
            .Select(width => random.Next(10) < 5 ? attacker.Row(width) : source.Row(width))
            .ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) =>
                row.IsTampered || row.Width < newest || (reading is not null && row.Is(reading)) ? null : "is not read"
        );
    }

    private static string? Growing(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.AllOrNothing(log, random);
        var rows = new List<WrittenRow>();
        foreach (var width in log.Widths.Where(_ => random.Next(2) == 0).DefaultIfEmpty(log.Columns.Count))
        {
            rows.AddRange(Enumerable.Range(0, random.Next(1, 100)).Select(_ => source.Row(width)));
        }

        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) => reading is not null && row.Is(reading) ? null : "is not read"
        );
    }

    private static string? Future(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.AllOrNothing(log, random);
        var width = log.Columns.Count + 1 + random.Next(6);
        var rows = Enumerable.Range(0, random.Next(1, 120)).Select(_ => FutureRow(source, width)).ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) => reading is not null && row.Is(reading) ? null : "is not read"
        );
    }

    private static string? CutLines(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.AllOrNothing(log, random);
        var isFuture = random.Next(3) == 0;
        var width = isFuture ? log.Columns.Count + 1 + random.Next(3) : log.Widths[random.Next(log.Widths.Count)];
        var rows = Enumerable
            .Range(0, ManyLines + random.Next(110))
            .Select(_ => isFuture ? FutureRow(source, width) : source.Row(width))
            .ToList();
        var first = random.Next(rows.Count);
        foreach (var cut in (int[])[first, Math.Clamp(first + random.Next(-3, 4), 0, rows.Count - 1)])
        {
            rows[cut] = Cut(log, random, rows[cut]);
        }

        return Wrong(
            log,
            rows,
            rules,
            (row, i, reading) =>
                CutWrong(row, reading, isBetween: i > 1 && i < rows.Count - 2, Math.Min(width, log.Columns.Count))
        );
    }

    private static string? OneCutLine(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Any(log, random);
        var rows = Enumerable.Range(0, random.Next(3, 20)).Select(_ => source.Row(log.Columns.Count)).ToList();
        rows[random.Next(rows.Count)] = Cut(log, random, rows[0]);
        return Wrong(
            log,
            rows,
            rules,
            (row, i, reading) => CutWrong(row, reading, isBetween: i > 0 && i < rows.Count - 1, log.Columns.Count)
        );
    }

    /// <summary>
    /// A complete row is read. A truncated line is rejected, unless only a part of its last value is missing.
    /// </summary>
    private static string? CutWrong(WrittenRow row, IReadOnlyList<string>? reading, bool isBetween, int width) =>
        row.IsRow
            ? reading is not null && row.Is(reading)
                ? null
                : "is not read"
            : isBetween && reading?.Count < width
                ? "is read, and is cut off"
                : null;

    private static string? JoinedLines(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Any(log, random);
        var width = log.Widths[random.Next(log.Widths.Count)];
        var rows = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ =>
            {
                var line = string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => source.Row(width).Line));
                return WrittenRow.Broken(random.Next(2) == 0 ? line : line[..^random.Next(1, 12)]);
            })
            .ToList();
        return Wrong(log, rows, rules, (_, _, reading) => reading is null ? null : "is read, and is two rows");
    }

    private static string? OpenDelimiters(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Closed(log, random);
        var width = log.Widths[random.Next(log.Widths.Count)];
        var rows = Enumerable.Range(0, random.Next(1, 6)).Select(_ => OpenDelimiterRow(source, width)).ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) =>
                reading is null || row.Is(reading) || reading.Count == log.Columns.Count ? null : "is read as another"
        );
    }

    private static string? Repairs(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.Closed(log, random);
        var newest = log.Columns.Count;
        var rows = Enumerable
            .Range(0, random.Next(2, 90))
            .Select(i => i % 3 == 1 ? OpenDelimiterRow(source, newest) : source.Row(newest))
            .ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) => reading is not null && row.Is(reading) ? null : "is not read"
        );
    }

    private static string? LostSpaces(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var texts = log
            .Columns.Index()
            .Where(column => ColumnFormats.IsText(column.Item.Shape) && random.Next(3) == 0)
            .Select(column => column.Index)
            .ToHashSet();
        var source = new RowSource(log, random, texts);
        var rows = Enumerable.Range(0, random.Next(1, 90)).Select(_ => source.Row(log.Columns.Count)).ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) => reading is not null && row.Is(reading) ? null : "is not read"
        );
    }

    private static string? Surplus(LogDefinition log, int seed, RowRules rules)
    {
        var random = new Random(seed);
        var source = RowSource.AllOrNothing(log, random);
        var rows = Enumerable
            .Range(0, random.Next(3, 90))
            .Select(i =>
                i % 3 == 1
                    ? WrittenRow.Broken(FutureRow(source, log.Columns.Count + 1).Line)
                    : source.Row(log.Columns.Count)
            )
            .ToList();
        return Wrong(
            log,
            rows,
            rules,
            (row, _, reading) =>
                row.IsRow == (reading is not null) ? null
                : row.IsRow ? "is not read"
                : "is read, with a column of its own"
        );
    }

    /// <summary>A row of a future layout that values of the declared columns cannot imitate.</summary>
    private static WrittenRow FutureRow(RowSource source, int width)
    {
        var values = source.Values(width);
        foreach (var (column, declared) in source.Log.Columns.Index())
        {
            // An empty value matches several columns.
            values[column] = declared.Shape switch
            {
                ColumnShape.OptionalUuid => new Guid(source.Random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
                ColumnShape.OptionalFlag or ColumnShape.OptionalInteger => "1",
                _ => values[column],
            };
        }

        for (var column = source.Log.Columns.Count; column < width; column++)
        {
            values[column] = $"new {values[column]}";
        }

        return source.Write(values, isTampered: false);
    }

    /// <summary>A free text with delimiters that have no space before them.</summary>
    private static WrittenRow OpenDelimiterRow(RowSource source, int width)
    {
        var values = source.Values(width);
        var free = Enumerable
            .Range(0, width)
            .Where(column => source.Log.Columns[column].Shape == ColumnShape.FreeText)
            .ToArray();
        values[free[source.Random.Next(free.Length)]] = new[]
        {
            "a|b",
            "etl|nightly",
            "x||y",
            "a|b|c",
            "a|b|c|d",
            "|",
            "a|1|2",
        }[source.Random.Next(7)];
        return source.Write(values, isTampered: true);
    }

    /// <summary>The truncated part of a row, often with as many columns as a narrower layout.</summary>
    private static WrittenRow Cut(LogDefinition log, Random random, WrittenRow row)
    {
        var fields = row.Line.Split('|');
        var width = log.Widths[random.Next(log.Widths.Count)];
        return WrittenRow.Broken(
            random.Next(2) == 0 || width >= fields.Length
                ? row.Line[..random.Next(row.Line.Length)]
                : string.Join('|', fields.Take(width)).TrimEnd(' ')
        );
    }

    /// <summary>
    /// Rows of the row's own layout are in the window, as P1 requires, and are at least a sixteenth of its rows.
    /// </summary>
    private static bool HasEvidence(List<WrittenRow> rows, int row)
    {
        var start = Math.Max(0, row - Limits.Default.RowLines);
        var around = rows.Index().Skip(start).Take(row - start + 1 + Limits.Default.RowLines).ToList();
        var own = around.Where(line => line.Item.Width == rows[row].Width && !line.Item.IsTampered).ToList();
        var after = own.Count(line => line.Index > row);
        return own.Count >= 2 && after >= 1 && own.Count * 16 >= around.Count;
    }

    private static string? Wrong(
        LogDefinition log,
        List<WrittenRow> rows,
        RowRules rules,
        Func<WrittenRow, int, IReadOnlyList<string>?, string?> judge
    )
    {
        var readings = Read(log, RowSource.Text(rows), rules);
        if (readings.Count != rows.Count(row => row.Line.Length > 0))
        {
            return $"{rows.Count} lines were written and {readings.Count} read";
        }

        var at = 0;
        foreach (var (i, row) in rows.Index())
        {
            var reading = row.Line.Length > 0 ? readings[at++] : null;
            if (judge(row, i, reading) is { } wrong)
            {
                return $"line {i + 1} of {rows.Count} {wrong}: {row.Line} is {string.Join(" ¦ ", row.Values)}, read as "
                    + $"{(reading is null ? "" : string.Join(" ¦ ", reading))}";
            }
        }

        return null;
    }

    /// <summary>The values of each line that is not empty; null for a rejected line.</summary>
    public static List<IReadOnlyList<string>?> Read(LogDefinition log, byte[] written, RowRules? rules = null)
    {
        var text = TestSupport.Samples.Padded(written);
        var reader = new RowReader(log, Limits.Default, rules);
        var readings = new List<IReadOnlyList<string>?>();
        for (var start = 0; reader.Find(text, start, text.Length, isEnd: true); )
        {
            for (; reader.HasLine; reader.MoveNext())
            {
                start += reader.Next(text);
                if (reader.Line.LineStart == reader.Line.LineEnd)
                {
                    continue;
                }

                readings.Add(reader.Read(text) == RowVerdict.Rejected ? null : Values(reader.Found(text), reader.Row));
            }
        }

        return readings;
    }

    private static List<string> Values(PaddedText text, FieldOffsets row)
    {
        var values = new List<string>();
        for (var column = 0; column < row.Count; column++)
        {
            values.Add(Encoding.UTF8.GetString(row.Value(text, column).Span));
        }

        return values;
    }
}
