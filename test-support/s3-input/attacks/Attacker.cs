using InputSdk.S3.Parse;

namespace InputSdk.S3.Attacks;

/// <summary>
/// An attacker who controls the free texts of rows and knows the layouts and the code. It writes rows that look like
/// rows of a wider layout, with chosen column values.
/// </summary>
/// <param name="source">Writes the rows.</param>
/// <param name="target">The number of columns that all rows imitate; null for any.</param>
internal sealed class Attacker(RowSource source, int? target = null)
{
    private const int Attempts = 12;
    private static readonly string[] Pieces =
    [
        "|",
        " |",
        "| ",
        " | ",
        "||",
        "a|b",
        "a |b |c",
        "x |y |z |",
        "|0|",
        " |1| |",
    ];

    private readonly LogDefinition _log = source.Log;
    private readonly Random _random = source.Random;
    private readonly ColumnChecks _anchors = new(source.Log);
    private readonly FieldOffsets _fields = new();

    /// <summary>A row with the given number of columns and delimiters in its free texts.</summary>
    public WrittenRow Row(int width)
    {
        if (_random.Next(3) == 0)
        {
            return WithPieces(width);
        }

        // The wider layouts, and one that is not declared.
        var wider = _log.Widths.Where(wide => wide > width).Append(_log.Columns.Count + 1 + _random.Next(6)).ToArray();
        var wanted = target ?? wider[_random.Next(wider.Length)];
        WrittenRow row;
        var attempts = 0;
        do
        {
            row = Imitation(width, wanted);
        } while (!LooksWhole(row) && ++attempts < Attempts);
        return row;
    }

    private WrittenRow WithPieces(int width)
    {
        var values = source.Values(width);
        for (var i = 1 + _random.Next(3); i > 0; i--)
        {
            var column = Free(width);
            values[column] = values[column]
                .Insert(_random.Next(values[column].Length + 1), Pieces[_random.Next(Pieces.Length)]);
        }

        return source.Write(values, isTampered: true);
    }

    /// <summary>Free texts that contain valid values of the target's columns, in one value or in two.</summary>
    private WrittenRow Imitation(int width, int wanted)
    {
        var values = source.Values(width);
        var surplus = wanted - width;
        var first = _random.Next(3) == 0 ? _random.Next(surplus + 1) : surplus;
        var (one, other) = (Free(width), Free(width));
        (one, other) = (Math.Min(one, other), Math.Max(one, other));
        var closes = _random.Next(4) > 0;
        values[one] = Columns(one, one == other ? surplus : first, closes);
        if (one != other)
        {
            values[other] = Columns(other + first, surplus - first, closes);
        }

        return source.Write(values, isTampered: true);
    }

    private string Columns(int first, int more, bool closes)
    {
        var pieces = Enumerable
            .Range(first, more + 1)
            .Select(column =>
                source.Value(column)
                + (closes && source.IsText(column) && !source.Open.Contains(column) && column < first + more ? " " : "")
            );
        return string.Join('|', pieces);
    }

    private int Free(int width)
    {
        var free = Enumerable
            .Range(0, width)
            .Where(column => _log.Columns[column].Shape == ColumnShape.FreeText)
            .ToArray();
        return free[_random.Next(free.Length)];
    }

    private bool LooksWhole(WrittenRow row)
    {
        var line = TestSupport.Samples.Padded(System.Text.Encoding.UTF8.GetBytes(row.Line));
        _fields.Split(line.Span, 0, line.Length, _log.Delimiter);
        return _fields.Count <= FieldOffsets.Most && _anchors.AreValid(line, _fields);
    }
}
