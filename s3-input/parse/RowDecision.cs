using InputSdk.S3.Buffering;

namespace InputSdk.S3.Parse;

/// <summary>
/// Decides how a line is read, based on the lines in its window. <see cref="RowRules"/> has the rules with their
/// reasons; this type provides the counts that they need.
/// </summary>
internal sealed class RowDecision(LogDefinition log, Limits limits, RowRules rules)
{
    private readonly int[] _widths = [.. log.Widths];
    private readonly RowWindow _window = new(log, limits);
    private readonly DelimiterRepair _readings = new(log);
    private readonly JoinedRowCheck _joinedRows = new(log);
    private readonly ColumnChecks _columns = new(log);
    private readonly int[] _natural = new int[log.Columns.Count + 1];
    private readonly int[] _closed = new int[log.Columns.Count + 1];
    private readonly int[] _after = new int[log.Columns.Count + 1];
    private int _open;
    private int _rows;
    private int _lines;
    private int _sameWidth;
    private int _outweighedBy;
    private int _candidates;
    private int _widestBefore;
    private int _widestAfter;
    private bool _isCutOff;

    /// <summary>The fields of a line that was read with delimiters inside its values.</summary>
    public FieldOffsets Joined { get; } = new();

    /// <summary>The line that was read last has the columns of a row, and one of them has an invalid value.</summary>
    public bool HasFault { get; private set; }

    /// <summary>Forgets all lines, because the next text is a different one.</summary>
    public void Clear() => _window.Clear();

    /// <summary>Whether a line can be read as a row in any way.</summary>
    public bool IsAnyRow(PaddedText text, FieldOffsets line) =>
        _readings.Any(text, line) || (line.Count > log.Columns.Count && _columns.AreValid(text, line));

    /// <summary>Reads a line.</summary>
    /// <param name="text">The text that contains the line and its window.</param>
    /// <param name="found">The start of the text to which the positions of the line refer.</param>
    /// <param name="line">The line.</param>
    /// <param name="isEnd">The object ends with this text.</param>
    public RowVerdict Read(PaddedText text, int found, FieldOffsets line, bool isEnd)
    {
        (HasFault, _isCutOff, _outweighedBy, _candidates) = (false, false, 0, 0);
        _window.MoveTo(text, found + line.LineStart, isEnd);
        CountLines();
        if (line.Count < _widths[0] || line.Count > Limits.Columns)
        {
            return RowVerdict.Rejected;
        }

        var row = text.From(found);
        var facts = _window.Lines[_window.Row];
        if (
            facts.IsNatural
            && (facts.IsClosed || facts.ClosedNarrower == 0 || !rules.SpacesDecide(line.Count == log.Columns.Count))
        )
        {
            _outweighedBy = Outweighing(row, line);
            _isCutOff = IsCutOff(line.Count, _natural[line.Count]);
            return _outweighedBy > 0 || _isCutOff ? RowVerdict.Rejected : RowVerdict.Record;
        }

        return IsFutureLayout(row, line) ? RowVerdict.Record
            : HasOneReading(row, line) ? RowVerdict.Repaired
            : RowVerdict.Rejected;
    }

    /// <summary>The reason why the line that was read last was rejected.</summary>
    /// <returns>The reason, which many lines share, then a semicolon and the counts of the nearby lines.</returns>
    public string Explain(FieldOffsets line)
    {
        var delimiter = (char)log.Delimiter;
        var reason =
            _isCutOff
                ? $"the line has {line.Count} columns, fewer than the rows before and after it, "
                    + "so it was probably truncated"
            : _outweighedBy > 0
                ? $"the line has {line.Count} columns, but can also be a row of {_outweighedBy} columns "
                    + $"with \"{delimiter}\" in a value"
            : line.Count < _widths[0] ? $"the line has {line.Count} columns, fewer than any known layout"
            : _candidates > 1
                ? $"the line has {line.Count} columns and can be read in more than one way, "
                    + $"because a value can contain \"{delimiter}\""
            : _candidates == 1
                ? $"the line has {line.Count} columns, and the only way to read it has a text "
                    + "without its closing space"
            : $"the line has {line.Count} columns, which no known layout has";
        var around = string.Join(
            ", ",
            _widths
                .Where(width => _natural[width] > 0)
                .Select(width => $"{_natural[width]} {(_natural[width] == 1 ? "has" : "have")} {width} columns")
        );
        return $"{reason}; of the {_lines} nearby lines, {(around.Length > 0 ? around : "none has a known layout")}.";
    }

    private void CountLines()
    {
        Array.Clear(_natural);
        Array.Clear(_closed);
        Array.Clear(_after);
        (_open, _rows, _lines, _sameWidth, _widestBefore, _widestAfter) = (0, 0, 0, 0, 0, 0);
        var lines = _window.Lines;
        var row = _window.Row;
        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var line = ref lines[i];
            _lines += line.Width > 0 ? 1 : 0;
            _rows += line.Width >= _widths[0] ? 1 : 0;
            _sameWidth += line.Width == lines[row].Width ? 1 : 0;
            if (line.IsNatural)
            {
                _natural[line.Width]++;
                _closed[line.Width] += line.IsClosed ? 1 : 0;
                _after[line.Width] += i > row ? 1 : 0;
            }
        }

        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var line = ref lines[i];
            var isNatural =
                line.IsNatural
                && (line.IsClosed || !rules.SpacesDecide(line.Width == log.Columns.Count) || !IsExplained(line));
            _open += isNatural && !line.IsClosed ? 1 : 0;
            var wide = isNatural || line.Width > log.Columns.Count ? line.Width : 0;
            _widestBefore = i < row ? Math.Max(_widestBefore, wide) : _widestBefore;
            _widestAfter = i > row ? Math.Max(_widestAfter, wide) : _widestAfter;
        }
    }

    /// <summary>
    /// Whether a row of this width is a part of a wider, truncated row. This does not apply to the newest layout,
    /// because no value makes a row narrower.
    /// </summary>
    private bool IsCutOff(int width, int rows) =>
        width < log.Columns.Count && rules.IsCutOff(rows, _rows, _widestBefore > width, _widestAfter > width);

    /// <summary>
    /// Whether an open row can be a closed row of a narrower layout in the window, with delimiters inside a value.
    /// </summary>
    private bool IsExplained(in LineFacts line)
    {
        for (var i = 0; i < _widths.Length; i++)
        {
            if ((line.ClosedNarrower >> i & 1) > 0 && _closed[_widths[i]] > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The narrower width that the row can also have, according to the rows in the window; 0 if there is none.
    /// </summary>
    private int Outweighing(PaddedText row, FieldOffsets line)
    {
        foreach (var width in _widths)
        {
            if (
                width < line.Count
                && rules.IsOutweighed(_natural[width], _after[width], _rows)
                && _readings.Count(row, line, width, closedOnly: false) > 0
            )
            {
                return width;
            }
        }

        return 0;
    }

    /// <summary>
    /// Sets <see cref="Joined"/> to the row with delimiters inside its values, if it has exactly one reading.
    /// </summary>
    private bool HasOneReading(PaddedText row, FieldOffsets line)
    {
        int? narrowest = Array.Find(_widths, width => _natural[width] > 0) is var around and > 0 ? around : null;
        var least = rules.NarrowestWidth(narrowest, _widths[0]);
        var (any, closed, closedWidth) = (0, 0, 0);
        foreach (var width in _widths)
        {
            if (width < least || width > line.Count)
            {
                continue;
            }

            any += _readings.Count(row, line, width, closedOnly: false);
            var found = _readings.Count(row, line, width, closedOnly: true);
            closed += found;
            closedWidth = found > 0 ? width : closedWidth;
        }

        _candidates = closedWidth > 0 && rules.LogIsClosed(_closed[closedWidth], _open) ? closed : any;
        HasFault = any == 0 && _widths.Contains(line.Count);
        _isCutOff = closed == 1 && IsCutOff(closedWidth, _natural[closedWidth] + 1);
        if (
            closed != 1
            || _isCutOff
            || !rules.IsCertain(_candidates)
            || line.Count - closedWidth > Limits.SurplusDelimiters
        )
        {
            return false;
        }

        _readings.Join(row, line, closedWidth, Joined);
        return true;
    }

    private bool IsFutureLayout(PaddedText row, FieldOffsets line)
    {
        if (line.Count <= log.Columns.Count || !_columns.AreValid(row, line))
        {
            return false;
        }

        var (hasReading, isOpen) = (false, rules.SpacesDecide(isNewest: false) && !_columns.AreClosed(line));
        foreach (var width in _widths)
        {
            hasReading |= isOpen && _readings.Count(row, line, width, closedOnly: true) > 0;
            hasReading |=
                (width == log.Columns.Count || (_natural[width] > 0 && rules.Matters(_natural[width], _rows)))
                && _readings.Count(row, line, width, closedOnly: false) > 0;
        }

        return rules.IsFutureLayout(_sameWidth, _lines, hasReading, _joinedRows.IsJoined(row, line));
    }
}
