namespace InputSdk.S3;

/// <summary>
/// Reads lines as rows of a log. A line becomes a record only when its fields can be told from each
/// other beyond doubt; columns are never shifted.
/// </summary>
internal sealed class RowReader(LogDefinition log)
{
    private readonly Fields _split = new();
    private readonly Fields _joined = new();
    private readonly Repair _repair = new(log);

    /// <summary>The fields of the line read last.</summary>
    public Fields Row { get; private set; } = new();

    /// <summary>
    /// The width of an object's rows: the one that most of them have, of the widths there have been
    /// or more; of equally many the narrower. A row counts when its anchors hold and its texts are
    /// closed by a space: delimiters inside the last value of a narrow row can look like the columns of
    /// a wider one. Where no text of the object is closed at all, the anchors alone count. Null when
    /// no row does.
    /// </summary>
    public int? WidthOf(ReadOnlySpan<byte> text, bool isWhole)
    {
        var closed = new SortedDictionary<int, int>();
        var anchored = new SortedDictionary<int, int>();
        var anyClosed = false;
        while (Lines.Next(ref text, isWhole, out var line))
        {
            _split.Split(line, log.Delimiter);
            if (!IsKnown(_split.Count) || FirstFault(line, _split) >= 0)
            {
                continue;
            }

            var (open, all) = OpenTexts(line, _split);
            anyClosed |= open < all;
            var votes = open == 0 ? closed : anchored;
            votes[_split.Count] = votes.GetValueOrDefault(_split.Count) + 1;
        }

        var counted = anyClosed ? closed : anchored;
        return counted.Count == 0 ? null : counted.MaxBy(pair => (pair.Value, -pair.Key)).Key;
    }

    /// <summary>Reads one line as a row of the object's width.</summary>
    public RowVerdict Read(ReadOnlySpan<byte> line, int width)
    {
        _split.Split(line, log.Delimiter);
        Row = _split;
        if (_split.Count == width && FirstFault(line, _split) < 0)
        {
            return RowVerdict.Record;
        }

        if (_split.Count > width && _repair.TryRead(line, _split, width, _joined))
        {
            Row = _joined;
            return RowVerdict.Repaired;
        }

        return RowVerdict.Rejected;
    }

    /// <summary>Why the line read last was rejected.</summary>
    public (ErrorCode Code, string Reason) Explain(ReadOnlySpan<byte> line, int width)
    {
        if (_split.Count != width)
        {
            var ending = _split.Count > width
                ? $"; a \"{(char)log.Delimiter}\" inside a value can be put together again only where one reading is possible, here there is none or more than one"
                : "";
            return (ErrorCode.RowWidth, $"the line has {_split.Count} columns, the rows of this object have {width}{ending}.");
        }

        var column = log.Columns[FirstFault(line, _split)];
        return (ErrorCode.RowShape, $"the column {column.Name} does not hold {Shapes.Expected(column.Shape)}.");
    }

    private bool IsKnown(int width) =>
        log.Widths.Contains(width) || (width > log.Columns.Count && width <= Limits.Columns);

    /// <summary>The first column whose anchor does not hold; negative when all do.</summary>
    private int FirstFault(ReadOnlySpan<byte> line, Fields fields)
    {
        for (var column = 0; column < fields.Count && column < log.Columns.Count; column++)
        {
            if (!Shapes.Holds(log.Columns[column].Shape, line[fields[column]]))
            {
                return column;
            }
        }

        return -1;
    }

    /// <summary>Of the texts before the last column, those that do not end with a space, and all.</summary>
    private (int Open, int All) OpenTexts(ReadOnlySpan<byte> line, Fields fields)
    {
        var (open, all) = (0, 0);
        for (var column = 0; column < fields.Count - 1 && column < log.Columns.Count; column++)
        {
            if (Shapes.IsText(log.Columns[column].Shape))
            {
                all++;
                open += line[fields.Raw(column)].EndsWith((byte)' ') ? 0 : 1;
            }
        }

        return (open, all);
    }
}

/// <summary>What a line is.</summary>
internal enum RowVerdict
{
    /// <summary>A record as it stands.</summary>
    Record,

    /// <summary>A record with a delimiter inside a value.</summary>
    Repaired,

    /// <summary>No record that could be told beyond doubt.</summary>
    Rejected,
}
