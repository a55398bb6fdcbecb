using System.Text;
using Xunit;

namespace InputSdk.S3.Tests;

/// <summary>Rows of the connection log, at random, with and without delimiters inside their values.</summary>
public sealed class RowReaderTests
{
    private static readonly LogDefinition Log = Some.ConnectionLog;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 25));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_fields_of_a_record_joined_again_are_its_line(int seed)
    {
        var random = new Random(seed);
        var rows = new RowReader(Log);
        for (var i = 0; i < 400; i++)
        {
            var width = Log.Widths[random.Next(Log.Widths.Count)];
            var line = Line(random, width, delimiters: random.Next(3) == 0 ? random.Next(1, 4) : 0, out _);
            if (Read(rows, line, width) != RowVerdict.Rejected)
            {
                var joined = string.Join('|', Enumerable.Range(0, rows.Row.Count).Select(field => Encoding.UTF8.GetString(line[rows.Row.Raw(field)])));
                Assert.Equal(Encoding.UTF8.GetString(line), joined);
                Assert.Equal(width, rows.Row.Count);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_record_never_has_shifted_columns(int seed)
    {
        var random = new Random(seed);
        var rows = new RowReader(Log);
        var repaired = 0;
        for (var i = 0; i < 400; i++)
        {
            var width = Log.Widths[random.Next(Log.Widths.Count)];
            var line = Line(random, width, delimiters: random.Next(4), out var values);
            var verdict = Read(rows, line, width);
            repaired += verdict == RowVerdict.Repaired ? 1 : 0;
            if (verdict != RowVerdict.Rejected)
            {
                Assert.True(
                    values.Select(value => value.TrimEnd(' ')).SequenceEqual(
                        Enumerable.Range(0, rows.Row.Count).Select(field => Encoding.UTF8.GetString(rows.Row.Value(Some.Padded(line), field).Span))),
                    $"seed {seed}: {Encoding.UTF8.GetString(line)}");
            }
        }

        Assert.True(repaired > 20, $"seed {seed}: only {repaired} rows were repaired");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_row_without_delimiters_inside_is_always_a_record(int seed)
    {
        var random = new Random(seed);
        var rows = new RowReader(Log);
        for (var i = 0; i < 400; i++)
        {
            var width = Log.Widths[random.Next(Log.Widths.Count)];
            Assert.Equal(RowVerdict.Record, Read(rows, Line(random, width, delimiters: 0, out _), width));
        }
    }

    private static RowVerdict Read(RowReader rows, byte[] line, int width)
    {
        var text = Some.Padded(line);
        Assert.True(rows.Find(text, isEnd: true));
        Assert.Equal(line.Length, rows.Next(text));
        return rows.Read(text, width);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_width_is_that_of_most_rows_whatever_is_inside_their_last_value(int seed)
    {
        var random = new Random(seed);
        var width = Log.Widths[random.Next(Log.Widths.Count)];
        var text = new List<byte>();
        for (var i = 0; i < 30; i++)
        {
            text.AddRange(Line(random, width, delimiters: i % 3 == 0 ? 0 : random.Next(1, 6), out _));
            text.Add((byte)'\n');
        }

        Assert.Equal(width, new RowReader(Log).WidthOf(Some.Padded(text.ToArray()), isWhole: true));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_width_is_that_of_most_rows_wherever_the_others_stand(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            // Seldom of one width alone, and then the first good row tells it.
            var widths = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Log.Widths[random.Next(Log.Widths.Count)]).ToArray();
            var rows = Enumerable.Range(0, random.Next(1, 30)).Select(_ => widths[random.Next(widths.Length)]).ToList();
            var expected = rows.GroupBy(width => width).MaxBy(group => (group.Count(), -group.Key))!.Key;
            var lines = rows.Select(width => Encoding.UTF8.GetString(Line(random, width, delimiters: 0, out _)));
            var text = Encoding.UTF8.GetBytes(string.Join('\n', lines) + (random.Next(2) == 0 ? "\n" : ""));
            Assert.True(expected == new RowReader(Log).WidthOf(Some.Padded(text), isWhole: true), $"seed {seed}: {string.Join(' ', rows)}");
        }
    }

    [Theory]
    [InlineData("Mon, 7 Dec 2020 20:01:55:177", true)]
    [InlineData("Mon, 07 Dec 2020 20:01:55:177", true)]
    [InlineData("Sun, 7 Dec 2020 20:01:55:177", true)]
    [InlineData("Mon, 37 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon, 0 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon,  7 Dec 2020 20:01:55:177", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55.177", false)]
    [InlineData("Mon, 7 Dec 2020 24:01:55:177", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55:17", false)]
    [InlineData("Mon, 7 Dec 2020 20:01:55:1777", false)]
    [InlineData("Mon, 7 Dez 2020 20:01:55:177", false)]
    [InlineData("unM, 7 Dec 2020 20:01:55:177", false)]
    [InlineData("2020-12-07T20:01:55.177Z", false)]
    [InlineData("", false)]
    public void A_time_has_one_shape(string value, bool holds) =>
        Assert.Equal(holds, Shapes.Holds(ColumnShape.Time, Some.Padded(Encoding.UTF8.GetBytes(value))));

    private static byte[] Line(Random random, int width, int delimiters, out string[] values)
    {
        values = Log.Columns.Take(width).Select(column => Value(random, column.Shape)).ToArray();
        for (; delimiters > 0; delimiters--)
        {
            var free = Enumerable.Range(0, width).Where(column => Log.Columns[column].Shape == ColumnShape.FreeText).ToArray();
            var column = free[random.Next(free.Length)];
            values[column] = values[column].Insert(random.Next(values[column].Length + 1), random.Next(3) == 0 ? " |" : "|");
        }

        var fields = values.Select((value, column) => value + (Shapes.IsText(Log.Columns[column].Shape) && column < width - 1 ? " " : ""));
        return Encoding.UTF8.GetBytes(string.Join('|', fields));
    }

    private static string Value(Random random, ColumnShape shape) => shape switch
    {
        ColumnShape.Integer => random.Next().ToString(),
        ColumnShape.OptionalInteger => random.Next(3) == 0 ? "" : random.Next(70_000).ToString(),
        ColumnShape.OptionalUuid => random.Next(3) == 0 ? "" : new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
        ColumnShape.Time => "Mon, 7 Dec 2020 20:01:55:177",
        _ => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => (string[])["a", "BI tool", "7", "é", "none", "\""]).Select(words => words[random.Next(words.Length)])),
    };
}
