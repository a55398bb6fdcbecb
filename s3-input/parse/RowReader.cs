using System.Runtime.CompilerServices;

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

    // The columns that hold more than text, which is all that there is to look at.
    private readonly (int Column, ColumnShape Shape)[] _anchors = log.Columns.Select((column, i) => (i, column.Shape))
        .Where(anchor => !Shapes.IsText(anchor.Shape)).ToArray();

    /// <summary>The fields of the line read last.</summary>
    public Fields Row { get; private set; } = new();

    /// <summary>
    /// The width of an object's rows: the one that most of them have, of the widths there have been
    /// or more; of equally many the narrower. A row counts when its anchors hold and its texts are
    /// closed by a space: delimiters inside the last value of a narrow row can look like the columns of
    /// a wider one. Where no text of the object is closed at all, the anchors alone count. Null when
    /// no row does.
    /// </summary>
    /// <param name="text">The object, or its first bytes.</param>
    /// <param name="isWhole">The text ends there, so that what follows the last LF is a line too.</param>
    public int? WidthOf(PaddedText text, bool isWhole) =>
        OnlyWidth(text, isWhole) is { } width ? width : MostFrequentWidth(text, isWhole);

    /// <summary>Takes the first line of a text, to be looked at by <see cref="Read"/>.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Bytes of the line with its end; 0 when the text holds no whole line.</returns>
    public int Next(PaddedText text, bool isEnd, out PaddedText line) => _split.SplitLine(text, log.Delimiter, isEnd, out line);

    /// <summary>Reads the line taken last as a row of the object's width.</summary>
    /// <param name="line">The line.</param>
    /// <param name="width">The width.</param>
    public RowVerdict Read(PaddedText line, int width)
    {
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
    public (ErrorCode Code, string Reason) Explain(PaddedText line, int width)
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

    /// <summary>
    /// Nearly always all lines have as many columns, and then one row with all its anchors and closed
    /// texts tells what a vote would: there is nothing else to vote for. Null where it is not so.
    /// </summary>
    private int? OnlyWidth(PaddedText text, bool isWhole)
    {
        var (width, isSure) = (0, false);
        while (!text.IsEmpty)
        {
            if (isSure)
            {
                var length = text.Span.IndexOf((byte)'\n');
                if (length < 0 && !isWhole)
                {
                    break;
                }

                if (text.Span[..(length < 0 ? text.Length : length)].Count(log.Delimiter) != width - 1)
                {
                    return null;
                }

                text = text.From(length < 0 ? text.Length : length + 1);
                continue;
            }

            var taken = Next(text, isWhole, out var line);
            if (taken == 0)
            {
                break;
            }

            if ((width != 0 && _split.Count != width) || !IsKnown(_split.Count))
            {
                return null;
            }

            width = _split.Count;
            isSure = FirstFault(line, _split) < 0 && OpenTexts(_split).Open == 0;
            text = text.From(taken);
        }

        return isSure ? width : null;
    }

    private int? MostFrequentWidth(PaddedText text, bool isWhole)
    {
        var closed = new SortedDictionary<int, int>();
        var anchored = new SortedDictionary<int, int>();
        var anyClosed = false;
        for (int taken; !text.IsEmpty && (taken = Next(text, isWhole, out var line)) > 0; text = text.From(taken))
        {
            if (!IsKnown(_split.Count) || FirstFault(line, _split) >= 0)
            {
                continue;
            }

            var (open, all) = OpenTexts(_split);
            anyClosed |= open < all || all == 0;
            var votes = open == 0 ? closed : anchored;
            votes[_split.Count] = votes.GetValueOrDefault(_split.Count) + 1;
        }

        var counted = anyClosed ? closed : anchored;
        return counted.Count == 0 ? null : counted.MaxBy(pair => (pair.Value, -pair.Key)).Key;
    }

    private bool IsKnown(int width) =>
        log.Widths.Contains(width) || (width > log.Columns.Count && width <= Limits.Columns);

    /// <summary>The first column whose anchor does not hold; negative when all do.</summary>
    private int FirstFault(PaddedText line, Fields fields)
    {
        ref var first = ref line.First;
        var ends = fields.Ends;
        var valueEnds = fields.ValueEnds;
        foreach (var (column, shape) in _anchors)
        {
            if (column >= ends.Length)
            {
                break;
            }

            var start = column == 0 ? 0 : ends[column - 1] + 1;
            if (!Shapes.Holds(shape, ref Unsafe.Add(ref first, start), valueEnds[column] - start))
            {
                return column;
            }
        }

        return -1;
    }

    /// <summary>Of the texts before the last column, those that do not end with a space, and all.</summary>
    private (int Open, int All) OpenTexts(Fields fields)
    {
        var (open, all) = (0, 0);
        for (var column = 0; column < fields.Count - 1 && column < log.Columns.Count; column++)
        {
            if (Shapes.IsText(log.Columns[column].Shape))
            {
                all++;
                open += fields.EndsWithSpace(column) ? 0 : 1;
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
