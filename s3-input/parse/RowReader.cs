using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Reads lines as rows of a log. A line becomes a record only if it has exactly one reading; columns are never shifted.
/// How a line is read depends only on its bytes and on those of the lines in its window, as <see cref="RowRules"/>
/// defines.
/// </summary>
internal sealed class RowReader
{
    private readonly int _newest;

    // A row of this width can be open; 0 if the rules allow it for no width.
    private readonly int _mayBeOpen;
    private readonly bool[] _isDeclared = new bool[FieldOffsets.Most + 1];
    private readonly LineScanner _lines;
    private readonly LineWidthsAhead _ahead;
    private readonly ColumnChecks _columns;
    private readonly RowDecision _decision;
    private bool _isJoined;

    // The start of the text in which lines were last found.
    private int _found;
    private int _fewestAhead;
    private int _mostAhead;
    private bool _isEnd;

    /// <param name="log">The log.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="rules">The rules. Tests replace them.</param>
    public RowReader(LogDefinition log, Limits limits, RowRules? rules = null)
    {
        _newest = log.Columns.Count;
        foreach (var width in log.Widths)
        {
            _isDeclared[width] = true;
        }

        _lines = new LineScanner(log.Delimiter);
        _ahead = new LineWidthsAhead(log, limits);
        _columns = new ColumnChecks(log);
        rules ??= new RowRules();
        _mayBeOpen = rules.SpacesDecide(isNewest: true) ? 0 : _newest;
        _decision = new RowDecision(log, limits, rules);
    }

    /// <summary>The fields of the line that was read last.</summary>
    public FieldOffsets Row => _isJoined ? _decision.Joined : Line;

    /// <summary>The current line and its fields between delimiters.</summary>
    public FieldOffsets Line => _lines.Fields;

    /// <summary>A line that <see cref="Find"/> found remains.</summary>
    public bool HasLine => !_lines.IsEmpty;

    /// <summary>The bytes of the current line, without its LF.</summary>
    public int LineBytes => _lines.Length;

    /// <summary>Forgets the text, because the next one is different or at a different address.</summary>
    public void Clear()
    {
        _lines.Clear();
        _ahead.Clear();
        _decision.Clear();
    }

    /// <summary>Whether any line has a reading as a row. Text without such a line is not a log.</summary>
    /// <param name="text">The object, or its first bytes.</param>
    /// <param name="isWhole">The object ends with this text, so the text after the last LF is also a line.</param>
    public bool IsLog(PaddedText text, bool isWhole)
    {
        for (var done = 0; _lines.Find(text.From(done), isWhole); )
        {
            for (var found = text.From(done); HasLine; _lines.MoveNext())
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
    /// <param name="text">
    /// The text, including the windows of the lines; the same for all calls until <see cref="Clear"/>.
    /// </param>
    /// <param name="start">The start of the next line.</param>
    /// <param name="to">Only lines that end at or before this position are found.</param>
    /// <param name="isEnd">The object ends with this text, so the text after the last LF is also a line.</param>
    /// <returns>Whether there is a complete line.</returns>
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

    /// <summary>Sets <see cref="Line"/> to the next found line, and does not move past it.</summary>
    /// <param name="text">The text in which it was found.</param>
    /// <returns>The bytes of the line, including its line end.</returns>
    public int Next(PaddedText text) => _lines.Current(text.From(_found));

    /// <summary>Moves to the next line.</summary>
    public void MoveNext() => _lines.MoveNext();

    /// <summary>The text to which the positions of <see cref="Row"/> and <see cref="Line"/> refer.</summary>
    public PaddedText Found(PaddedText text) => text.From(_found);

    /// <summary>Reads the current line.</summary>
    /// <param name="text">The text in which it was found.</param>
    public RowVerdict Read(PaddedText text)
    {
        _isJoined = false;
        var line = Line;
        var found = text.From(_found);
        if (
            line.Count <= _fewestAhead
            && (line.Count == _newest || (line.Count >= _mostAhead && line.Count < _newest && _isDeclared[line.Count]))
            && _columns.AreValid(found, line)
            && (line.Count == _mayBeOpen || _columns.AreClosed(line))
        )
        {
            // It is natural. No narrower line follows, so no narrower layout competes; no wider one, so it is not
            // truncated.
            return RowVerdict.Record;
        }

        var verdict = _decision.Read(text, _found, line, _isEnd);
        _isJoined = verdict == RowVerdict.Repaired;
        return verdict;
    }

    /// <summary>The reason why the current line was rejected.</summary>
    public (ErrorCode Code, string Reason) Explain(PaddedText text)
    {
        if (!_decision.HasFault)
        {
            return (ErrorCode.RowWidth, _decision.Explain(Line));
        }

        var column = _columns.FirstFault(text.From(_found), Line);
        var expected = ColumnFormats.Expected(column.Shape);
        return (ErrorCode.RowShape, $"the column {column.Name} does not contain {expected}.");
    }
}

/// <summary>The result of reading a line.</summary>
internal enum RowVerdict
{
    /// <summary>A record without changes.</summary>
    Record,

    /// <summary>A record with a delimiter inside a value.</summary>
    Repaired,

    /// <summary>Not an unambiguous record.</summary>
    Rejected,
}
