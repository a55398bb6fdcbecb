namespace InputSdk.S3;

/// <summary>
/// Reads lines as rows of a log. A line becomes a record only when its fields can be told from each
/// other beyond doubt; columns are never shifted.
/// </summary>
internal sealed class RowReader(LogDefinition log)
{
    private readonly Lines _lines = new(log.Delimiter);
    private readonly Fields _joined = new();
    private bool _isJoined;
    private readonly Repair _repair = new(log);
    private readonly Anchors _anchors = new(log);

    /// <summary>The fields of the line read last.</summary>
    public Fields Row => _isJoined ? _joined : Line;

    /// <summary>The current line and its fields as they stand between delimiters.</summary>
    public Fields Line => _lines.Fields;

    /// <summary>A line is there, of those that <see cref="Find"/> found.</summary>
    public bool HasLine => !_lines.IsEmpty;

    /// <summary>Bytes of the current line, without its LF.</summary>
    public int LineBytes => _lines.Length;

    /// <summary>
    /// The width of an object's rows: the one that most of them have, of the widths there have been
    /// or more; of equally many the narrower. A row counts when its anchors hold and its texts are
    /// closed by a space: delimiters inside the last value of a narrow row can look like the columns of
    /// a wider one. Where no text of the object is closed at all, the anchors alone count. Null when
    /// no row does.
    /// </summary>
    /// <param name="text">The object, or its first bytes.</param>
    /// <param name="isWhole">The text ends there, so that what follows the last LF is a line too.</param>
    public int? WidthOf(PaddedText text, bool isWhole)
    {
        var width = OnlyWidth(text, isWhole) ?? MostFrequentWidth(text, isWhole);
        _lines.Clear();
        return width;
    }

    /// <summary>Finds the first lines of a text, many at once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isEnd">The text ends there, so that what follows the last LF is a line too.</param>
    /// <returns>Whether there is a whole line.</returns>
    public bool Find(PaddedText text, bool isEnd) => _lines.Find(text, isEnd);

    /// <summary>Makes the next of the found lines the current one, without passing it.</summary>
    /// <param name="text">The text that it was found in.</param>
    /// <returns>Bytes of the line with its end.</returns>
    public int Next(PaddedText text) => _lines.Current(text);

    /// <summary>Passes the current line.</summary>
    public void Pass() => _lines.Pass();

    /// <summary>Reads the current line as a row of the object's width.</summary>
    /// <param name="text">The text that it was found in.</param>
    /// <param name="width">The width.</param>
    public RowVerdict Read(PaddedText text, int width)
    {
        _isJoined = false;
        if (Line.Count == width && _anchors.Hold(text, Line))
        {
            return RowVerdict.Record;
        }

        if (Line.Count > width && _repair.TryRead(text, Line, width, _joined))
        {
            _isJoined = true;
            return RowVerdict.Repaired;
        }

        return RowVerdict.Rejected;
    }

    /// <summary>Why the current line was rejected.</summary>
    public (ErrorCode Code, string Reason) Explain(PaddedText text, int width)
    {
        if (Line.Count != width)
        {
            var ending = Line.Count > width
                ? $"; a \"{(char)log.Delimiter}\" inside a value can be put together again only where one reading is possible, here there is none or more than one"
                : "";
            return (ErrorCode.RowWidth, $"the line has {Line.Count} columns, the rows of this object have {width}{ending}.");
        }

        var column = _anchors.FirstFault(text, Line);
        return (ErrorCode.RowShape, $"the column {column.Name} does not hold {Shapes.Expected(column.Shape)}.");
    }

    /// <summary>
    /// Nearly always all lines have as many columns, and then one row with all its anchors and closed
    /// texts tells what a vote would: there is nothing else to vote for. Null where it is not so.
    /// </summary>
    private int? OnlyWidth(PaddedText text, bool isWhole) =>
        FirstSureWidth(text, isWhole, out var done) is { } width && AllHave(width, text.From(done).Span, isWhole) ? width : null;

    /// <summary>The width of the first row that is one beyond doubt, if no row before it has another.</summary>
    private int? FirstSureWidth(PaddedText text, bool isWhole, out int done)
    {
        var width = 0;
        for (done = 0; _lines.Find(text.From(done), isWhole);)
        {
            for (var found = text.From(done); HasLine; Pass())
            {
                done += Next(found);
                if ((width != 0 && Line.Count != width) || !IsKnown(Line.Count))
                {
                    return null;
                }

                width = Line.Count;
                if (_anchors.Hold(found, Line) && OpenTexts(Line).Open == 0)
                {
                    return width;
                }
            }
        }

        return null;
    }

    private bool AllHave(int width, ReadOnlySpan<byte> text, bool isWhole)
    {
        while (text.IndexOf((byte)'\n') is var length && (length >= 0 || (isWhole && !text.IsEmpty)))
        {
            if (text[..(length < 0 ? text.Length : length)].Count(log.Delimiter) != width - 1)
            {
                return false;
            }

            text = text[(length < 0 ? text.Length : length + 1)..];
        }

        return true;
    }

    private int? MostFrequentWidth(PaddedText text, bool isWhole)
    {
        var closed = new SortedDictionary<int, int>();
        var anchored = new SortedDictionary<int, int>();
        var anyClosed = false;
        for (var done = 0; _lines.Find(text.From(done), isWhole);)
        {
            for (var found = text.From(done); HasLine; Pass())
            {
                done += Next(found);
                if (!IsKnown(Line.Count) || !_anchors.Hold(found, Line))
                {
                    continue;
                }

                var (open, all) = OpenTexts(Line);
                anyClosed |= open < all || all == 0;
                var votes = open == 0 ? closed : anchored;
                votes[Line.Count] = votes.GetValueOrDefault(Line.Count) + 1;
            }
        }

        var counted = anyClosed ? closed : anchored;
        return counted.Count == 0 ? null : counted.MaxBy(pair => (pair.Value, -pair.Key)).Key;
    }

    private bool IsKnown(int width) =>
        log.Widths.Contains(width) || (width > log.Columns.Count && width <= Limits.Columns);

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
