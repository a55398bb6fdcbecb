namespace InputSdk.S3;

/// <summary>
/// Reads lines as rows of a log. A line becomes a record only if it has exactly one reading; columns are never
/// shifted. How a line is read depends on its bytes and on those of the lines
/// around it, as <see cref="RowRules"/> says, only.
/// </summary>
internal sealed class RowReader
{
    private readonly int _newest;

    // Of this width a row may be open; of none, if the rules say so.
    private readonly int _mayBeOpen;
    private readonly bool[] _isDeclared = new bool[FieldOffsets.Most + 1];
    private readonly LineScanner _lines;
    private readonly LineWidthsAhead _ahead;
    private readonly ColumnChecks _anchors;
    private readonly RowDecision _decision;
    private bool _isJoined;

    // The start of the text in which lines were found last.
    private int _found;
    private int _fewestAhead;
    private int _mostAhead;
    private bool _isEnd;

    /// <param name="log">The log.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="rules">The rules; others only in tests.</param>
    public RowReader(LogDefinition log, Limits limits, RowRules? rules = null)
    {
        _newest = log.Columns.Count;
        foreach (var width in log.Widths)
        {
            _isDeclared[width] = true;
        }

        _lines = new LineScanner(log.Delimiter);
        _ahead = new LineWidthsAhead(log, limits);
        _anchors = new ColumnChecks(log);
        rules ??= new RowRules();
        _mayBeOpen = rules.SpacesDecide(isNewest: true) ? 0 : _newest;
        _decision = new RowDecision(log, limits, rules);
    }

    /// <summary>The fields of the line read last.</summary>
    public FieldOffsets Row => _isJoined ? _decision.Joined : Line;

    /// <summary>The current line and its fields as they stand between delimiters.</summary>
    public FieldOffsets Line => _lines.Fields;

    /// <summary>A line is there, of those that <see cref="Find"/> found.</summary>
    public bool HasLine => !_lines.IsEmpty;

    /// <summary>Bytes of the current line, without its LF.</summary>
    public int LineBytes => _lines.Length;

    /// <summary>Forgets the text; the next one is another, or at another address.</summary>
    public void Clear()
    {
        _lines.Clear();
        _ahead.Clear();
        _decision.Clear();
    }

    /// <summary>Whether any line is a row, however it is read; other text is no log.</summary>
    /// <param name="text">The object, or its first bytes.</param>
    /// <param name="isWhole">The text ends there, so that what follows the last LF is a line too.</param>
    public bool IsLog(PaddedText text, bool isWhole)
    {
        for (var done = 0; _lines.Find(text.From(done), isWhole); )
        {
            for (var found = text.From(done); HasLine; _lines.Pass())
            {
                done += _lines.Current(found);
                if (Line.LineStart < Line.LineEnd && Line.Count <= Limits.Columns && _decision.IsAnyRow(found, Line))
                {
                    _lines.Clear();
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Finds the next lines, many at once.</summary>
    /// <param name="text">The text with the lines around; the same for all calls until <see cref="Clear"/>.</param>
    /// <param name="start">The start of the next line.</param>
    /// <param name="to">Lines that end there or before are found.</param>
    /// <param name="isEnd">The text ends with its last byte, so that what follows the last LF is a line too.</param>
    /// <returns>Whether there is a whole line.</returns>
    public bool Find(PaddedText text, int start, int to, bool isEnd)
    {
        (_found, _isEnd) = (start, isEnd);
        if (!_lines.Find(text.To(to).From(start), isEnd && to == text.Length))
        {
            return false;
        }

        (_fewestAhead, _mostAhead) = _ahead.Range(text.Span, start, start + _lines.End, isEnd);
        return true;
    }

    /// <summary>Makes the next of the found lines the current one, without passing it.</summary>
    /// <param name="text">The text that it was found in.</param>
    /// <returns>Bytes of the line with its end.</returns>
    public int Next(PaddedText text) => _lines.Current(text.From(_found));

    /// <summary>Passes the current line.</summary>
    public void Pass() => _lines.Pass();

    /// <summary>The text in which <see cref="Row"/> and <see cref="Line"/> have their places.</summary>
    public PaddedText Found(PaddedText text) => text.From(_found);

    /// <summary>Reads the current line.</summary>
    /// <param name="text">The text that it was found in.</param>
    public RowVerdict Read(PaddedText text)
    {
        _isJoined = false;
        var line = Line;
        var found = text.From(_found);
        if (
            line.Count <= _fewestAhead
            && (line.Count == _newest || (line.Count >= _mostAhead && line.Count < _newest && _isDeclared[line.Count]))
            && _anchors.Hold(found, line)
            && (line.Count == _mayBeOpen || _anchors.AreClosed(line))
        )
        {
            // It is natural. No narrower line follows, so it cannot be outweighed; no wider one, so it is not truncated.
            return RowVerdict.Record;
        }

        var verdict = _decision.Read(text, _found, line, _isEnd);
        _isJoined = verdict == RowVerdict.Repaired;
        return verdict;
    }

    /// <summary>Why the current line was rejected.</summary>
    public (ErrorCode Code, string Reason) Explain(PaddedText text)
    {
        if (!_decision.HasFault)
        {
            return (ErrorCode.RowWidth, _decision.Explain(Line));
        }

        var column = _anchors.FirstFault(text.From(_found), Line);
        return (ErrorCode.RowShape, $"the column {column.Name} does not hold {ColumnFormats.Expected(column.Shape)}.");
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
